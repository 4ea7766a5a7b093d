import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;

/** What each relevant question shows: label, hint, choices with their labels. */
final class Prompts {
    private Prompts() {}

    static ObjectNode all(FormDef form, FormEntryModel model) {
        ObjectNode shown = Peer.JSON.createObjectNode();
        FormIndex at = FormIndex.createBeginningOfFormIndex();
        while (!at.isEndOfFormIndex()) {
            boolean into = at.isBeginningOfFormIndex() || model.isIndexRelevant(at);
            at = model.incrementIndex(at, into);
            if (at.isEndOfFormIndex()) break;
            if (model.getEvent(at) != FormEntryController.EVENT_QUESTION || !model.isIndexRelevant(at)) continue;
            FormEntryPrompt prompt = model.getQuestionPrompt(at);
            ObjectNode entry = shown.putObject(path(form, at.getReference()));
            entry.put("label", prompt.getQuestionText());
            entry.put("hint", prompt.getHelpText());
            entry.put("message", prompt.getConstraintText());
            entry.put("image", prompt.getImageText());
            ArrayNode choices = entry.putArray("choices");
            if (prompt.getSelectChoices() == null) continue;
            for (SelectChoice choice : prompt.getSelectChoices())
                choices.addArray().add(choice.getValue()).add(prompt.getSelectChoiceText(choice));
        }
        return shown;
    }

    /** The reference with 1-based instance numbers on repeats and nowhere else. */
    private static String path(FormDef form, TreeReference ref) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < ref.size(); i++) {
            path.append('/').append(ref.getName(i));
            TreeElement node = form.getMainInstance().resolveReference(ref.getSubReference(i));
            if (node != null && node.isRepeatable()) path.append('[').append(ref.getMultiplicity(i) + 1).append(']');
        }
        return path.toString();
    }
}
