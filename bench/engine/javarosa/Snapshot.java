import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;

/** The whole state of a run: relevance of each node; value, read-only, required and violation of each leaf. */
final class Snapshot {
    private Snapshot() {}

    static Map<String, ObjectNode> take(FormDef form) {
        Map<String, ObjectNode> state = new LinkedHashMap<>();
        TreeElement root = (TreeElement) form.getMainInstance().getRoot();
        visit(form, root, "/" + root.getName(), true, state);
        return state;
    }

    private static void visit(FormDef form, TreeElement node, String path, boolean above, Map<String, ObjectNode> state) {
        ObjectNode entry = Peer.JSON.createObjectNode();
        boolean relevant = above && node.isRelevant();
        entry.put("rel", relevant);
        if (node.getNumChildren() == 0 && !node.isRepeatable()) leaf(form, node, relevant, entry);
        state.put(path, entry);
        for (int i = 0; i < node.getNumChildren(); i++) {
            TreeElement child = node.getChildAt(i);
            if (child.getMult() == TreeReference.INDEX_TEMPLATE) continue;
            String step = child.isRepeatable() ? child.getName() + "[" + (child.getMult() + 1) + "]" : child.getName();
            visit(form, child, path + "/" + step, relevant, state);
        }
    }

    private static void leaf(FormDef form, TreeElement node, boolean relevant, ObjectNode entry) {
        IAnswerData value = node.getValue();
        entry.put("v", text(value));
        entry.put("ro", !node.isEnabled());
        entry.put("req", node.isRequired());
        String bad = null;
        if (relevant && value == null && node.isRequired()) bad = "required";
        if (relevant && value != null && node.getConstraint() != null
            && !form.evaluateConstraint(node.getRef(), value)) bad = "constraint";
        entry.put("bad", bad);
    }

    static String text(IAnswerData value) {
        return value == null ? "" : value.uncast().getString();
    }

    static ObjectNode whole(Map<String, ObjectNode> state) {
        ObjectNode all = Peer.JSON.createObjectNode();
        state.forEach(all::set);
        return all;
    }

    static ObjectNode difference(Map<String, ObjectNode> before, Map<String, ObjectNode> after) {
        ObjectNode changed = Peer.JSON.createObjectNode();
        after.forEach((path, entry) -> { if (!entry.equals(before.get(path))) changed.set(path, entry); });
        before.keySet().forEach(path -> { if (!after.containsKey(path)) changed.putNull(path); });
        return changed;
    }
}
