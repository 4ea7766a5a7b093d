import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.IFormElement;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.actions.setgeopoint.StubSetGeopointActionHandler;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.FormInstance;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormUtils;

/** One form in JavaRosa: fresh runs of it, the operations of a walk, and the whole state after each. */
final class FormHost {
    private static final Pattern STEP = Pattern.compile("([^/\\[\\]]+)(?:\\[(\\d+)\\])?");
    /** A counted repeat may grow what its count reads; ODK Collect meets that growth page by page. */
    private static final int SETTLING_PASSES = 4;

    final String xml;
    final String media;
    final double loadMs;
    FormDef form;
    FormEntryModel model;
    FormEntryController controller;
    Map<String, QuestionDef> questions;

    static void register() {
        new JavaRosaCoreModule().registerModule();
        new XFormsModule().registerModule();
        XFormParser.registerActionHandler("setgeopoint", new StubSetGeopointActionHandler());
        PropertyManager.setPropertyManager(new Properties());
    }

    FormHost(String xml, String media) throws Exception {
        this.xml = xml;
        this.media = media;
        long begun = System.nanoTime();
        parse();
        loadMs = (System.nanoTime() - begun) / 1e6;
    }

    static String describe(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null && root.getCause() != root) root = root.getCause();
        String text = root.getClass().getSimpleName() + ": " + root.getMessage();
        return text.length() > 400 ? text.substring(0, 400) : text;
    }

    private void parse() throws Exception {
        ReferenceManager.instance().reset();
        if (media != null) ReferenceManager.instance().addReferenceFactory(new Media(media));
        form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private boolean used;

    /** A run nobody has answered yet. JavaRosa keeps a run inside the form, so a second run is a second parse. */
    double start() throws Exception {
        if (used) parse();
        used = true;
        long begun = System.nanoTime();
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
        controller.addFunctionHandler(new PullData(media));
        form.initialize(true, new InstanceInitializationFactory());
        double took = (System.nanoTime() - begun) / 1e6;
        questions = new HashMap<>();
        collect(form);
        return took;
    }

    private void collect(IFormElement element) {
        if (element instanceof QuestionDef && ((QuestionDef) element).getBind() != null) {
            TreeReference ref = FormInstance.unpackReference(((QuestionDef) element).getBind());
            questions.put(ref.genericize().toString(false), (QuestionDef) element);
        }
        if (element.getChildren() != null) for (IFormElement child : element.getChildren()) collect(child);
    }

    void values(String at, JsonNode ops, ObjectNode answer) throws Exception {
        start();
        for (JsonNode op : ops) apply(op);
        TreeElement node = form.getMainInstance().resolveReference(reference(at));
        answer.put("v", Snapshot.text(node.getValue()));
    }

    void walk(JsonNode ops, boolean prompts, ObjectNode answer) throws Exception {
        answer.put("engine", "JavaRosa");
        answer.put("create_ms", start());
        settle();
        Map<String, ObjectNode> before = Snapshot.take(form);
        answer.set("initial", Snapshot.whole(before));
        ArrayNode steps = answer.putArray("steps");
        for (JsonNode op : ops) {
            ObjectNode step = steps.addObject();
            try {
                apply(op);
                settle();
            } catch (Throwable fault) {
                step.put("error", describe(fault));
            }
            Map<String, ObjectNode> after = Snapshot.take(form);
            step.set("changed", Snapshot.difference(before, after));
            before = after;
        }
        answer.set("final", Snapshot.whole(before));
        if (prompts) answer.set("prompts", Prompts.all(form, model));
        form.postProcessInstance();
        answer.put("xml", new String(
            new XFormSerializingVisitor().serializeInstance(form.getMainInstance()), StandardCharsets.UTF_8));
    }

    /** What Collect does by paging through: makes counted instances and builds each list of choices. */
    void settle() {
        int size = -1;
        for (int pass = 0; pass < SETTLING_PASSES; pass++) {
            int now = page();
            if (now == size) return;
            size = now;
        }
    }

    private int page() {
        int seen = 0;
        FormIndex at = FormIndex.createBeginningOfFormIndex();
        while (!at.isEndOfFormIndex()) {
            // stepToNextEvent: what is irrelevant is passed over, with all that it holds
            boolean into = at.isBeginningOfFormIndex() || model.isIndexRelevant(at);
            at = model.incrementIndex(at, into);
            if (at.isEndOfFormIndex()) break;
            seen++;
            model.setQuestionIndex(at);  // makes the instance where jr:count wants one
            if (model.getEvent(at) == FormEntryController.EVENT_QUESTION && model.isIndexRelevant(at)) {
                QuestionDef question = (QuestionDef) form.getChild(at);
                if (question.getDynamicChoices() != null)
                    question.getDynamicChoices().getChoices(form, at.getReference());
            }
        }
        return seen;
    }

    void apply(JsonNode op) throws Exception {
        String ref = op.path("ref").asText();
        switch (op.path("op").asText()) {
            case "set": set(reference(ref), op.path("value").asText("")); break;
            case "lang":
                controller.setLanguage(op.path("value").asText());
                break;
            case "add": form.createNewRepeat(promptFor(reference(ref))); break;
            case "remove":
                if (form.getMainInstance().resolveReference(reference(ref)) == null)
                    throw new IllegalArgumentException("no node " + ref);
                form.deleteRepeat(indexOf(reference(ref)));
                break;
            default: throw new IllegalArgumentException("unknown operation");
        }
    }

    void set(TreeReference ref, String text) {
        TreeElement node = form.getMainInstance().resolveReference(ref);
        if (node == null) throw new IllegalArgumentException("no node " + ref.toString(false));
        form.setValue(answerFor(ref, node, text), ref, true);
    }

    IAnswerData answerFor(TreeReference ref, TreeElement node, String text) {
        return Answers.of(text, node.getDataType(), questions.get(ref.genericize().toString(false)));
    }

    FormIndex indexOf(TreeReference ref) {
        FormIndex at = FormIndex.createBeginningOfFormIndex();
        while (!(at = model.incrementIndex(at, true)).isEndOfFormIndex())
            if (at.getReference().equals(ref)) return at;
        throw new IllegalArgumentException("not in the form body: " + ref.toString(false));
    }

    /** The place after the last instance of a repeat, where Collect asks whether to add one. */
    private FormIndex promptFor(TreeReference repeat) {
        TreeReference free = repeat.clone();
        int last = free.size() - 1;
        int n = 0;
        free.setMultiplicity(last, 0);
        while (form.getMainInstance().resolveReference(free) != null) free.setMultiplicity(last, ++n);
        return indexOf(free);
    }

    /** "/data/rep[2]/x" (1-based on repeat instances, nothing elsewhere) as JavaRosa's 0-based reference. */
    static TreeReference reference(String path) {
        TreeReference ref = TreeReference.rootRef();
        for (String part : path.substring(1).split("/")) {
            Matcher step = STEP.matcher(part);
            if (!step.matches()) throw new IllegalArgumentException("bad reference " + path);
            ref = ref.extendRef(step.group(1), step.group(2) == null ? 0 : Integer.parseInt(step.group(2)) - 1);
        }
        return ref;
    }
}
