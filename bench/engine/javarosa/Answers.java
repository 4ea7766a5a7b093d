import java.util.ArrayList;
import java.util.List;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.xform.util.XFormAnswerDataParser;

/** Text as it stands in an answers file, made into the typed value that Collect's widgets would give. */
final class Answers {
    private Answers() {}

    static IAnswerData of(String text, int dataType, QuestionDef question) {
        if (text.isEmpty()) return null;
        int control = question == null ? Constants.CONTROL_UNTYPED : question.getControlType();
        switch (control) {
            case Constants.CONTROL_SELECT_ONE:
                return new SelectOneData(selection(text, question));
            case Constants.CONTROL_SELECT_MULTI:
            case Constants.CONTROL_RANK:
                List<Selection> many = new ArrayList<>();
                for (String token : text.trim().split("\\s+")) many.add(selection(token, question));
                return new MultipleItemsData(many);
            case Constants.CONTROL_TRIGGER:
            case Constants.CONTROL_UPLOAD:
            case Constants.CONTROL_IMAGE_CHOOSE:
            case Constants.CONTROL_AUDIO_CAPTURE:
            case Constants.CONTROL_VIDEO_CAPTURE:
            case Constants.CONTROL_FILE_CAPTURE:
                return new StringData(text);
            default:
                return XFormAnswerDataParser.getAnswerData(text, dataType);
        }
    }

    private static Selection selection(String token, QuestionDef question) {
        if (question.getDynamicChoices() == null && question.getChoiceForValue(token) != null)
            return question.getChoiceForValue(token).selection();
        return new Selection(token);
    }
}
