import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryPrompt;

/**
 * Times each answer: value set, form settled, constraint of the answer judged, next question's prompt read.
 * Finding the question and its successor is not timed, which favours JavaRosa.
 */
final class Timing {
    private final FormHost host;
    private int sink;

    Timing(FormHost host) {
        this.host = host;
    }

    void run(JsonNode request, ObjectNode answer) throws Exception {
        int warm = request.path("warm").asInt(15);
        int runs = request.path("runs").asInt(5);
        JsonNode ops = request.path("ops");
        double[] best = null;
        double start = Double.MAX_VALUE;
        for (int i = 0; i < warm + runs; i++) {
            start = Math.min(start, host.start());
            double[] took = once(ops);
            if (i >= warm && (best == null || mean(took) < mean(best))) best = took;
        }
        answer.put("load_ms", host.loadMs);
        answer.put("start_ms", start);
        answer.put("sink", sink & 1);
        ArrayNode all = answer.putArray("answer_us");
        for (double one : best) all.add(one);
    }

    private static double mean(double[] took) {
        double sum = 0;
        for (double one : took) sum += one;
        return took.length == 0 ? 0 : sum / took.length;
    }

    private double[] once(JsonNode ops) throws Exception {
        double[] took = new double[ops.size()];
        int n = 0;
        for (JsonNode op : ops) {
            if (!op.path("op").asText().equals("set")) {
                host.apply(op);
                continue;
            }
            TreeReference ref = FormHost.reference(op.path("ref").asText());
            TreeElement node = host.form.getMainInstance().resolveReference(ref);
            if (node == null) {
                host.settle();  // Collect would have paged over the counted instances by now
                node = host.form.getMainInstance().resolveReference(ref);
                if (node == null) continue;
            }
            FormIndex at = host.indexOf(ref);
            String text = op.path("value").asText("");
            long begun = System.nanoTime();
            IAnswerData value = host.answerFor(ref, node, text);
            if (value != null && node.getConstraint() != null && !host.form.evaluateConstraint(ref, value)) sink++;
            host.form.setValue(value, ref, true);
            long set = System.nanoTime() - begun;
            FormIndex next = nextQuestion(at);
            begun = System.nanoTime();
            if (next != null) read(next);
            took[n++] = (set + System.nanoTime() - begun) / 1e3;
        }
        return java.util.Arrays.copyOf(took, n);
    }

    private FormIndex nextQuestion(FormIndex at) {
        while (!at.isEndOfFormIndex()) {
            at = host.model.incrementIndex(at, at.isBeginningOfFormIndex() || host.model.isIndexRelevant(at));
            if (at.isEndOfFormIndex()) return null;
            if (host.model.getEvent(at) == FormEntryController.EVENT_QUESTION && host.model.isIndexRelevant(at))
                return at;
        }
        return null;
    }

    private void read(FormIndex at) {
        FormEntryPrompt prompt = host.model.getQuestionPrompt(at);
        sink += length(prompt.getQuestionText()) + length(prompt.getHelpText());
        if (prompt.isRequired()) sink++;
        if (prompt.isReadOnly()) sink++;
        if (prompt.getSelectChoices() != null)
            for (SelectChoice choice : prompt.getSelectChoices()) sink += length(prompt.getSelectChoiceText(choice));
        sink += length(prompt.getConstraintText());
    }

    private static int length(String text) {
        return text == null ? 0 : text.length();
    }
}
