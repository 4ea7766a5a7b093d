import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.core.services.properties.IPropertyRules;

/** What preloads ask of the device: invented, the same for every engine. */
final class Properties implements IPropertyManager {
    private final Map<String, String> values = new HashMap<>(Map.of(
        "username", "lin", "deviceid", "device-1", "phonenumber", "000", "email", "lin@example.org"));

    @Override
    public List<String> getProperty(String name) {
        String value = values.get(name);
        return value == null ? null : List.of(value);
    }

    @Override
    public void setProperty(String name, String value) {
        values.put(name, value);
    }

    @Override
    public void setProperty(String name, List<String> value) {
        values.put(name, value.isEmpty() ? null : value.get(0));
    }

    @Override
    public String getSingularProperty(String name) {
        return values.get(name);
    }

    @Override
    public void addRules(IPropertyRules rules) {}

    @Override
    public List<IPropertyRules> getRules() {
        return new ArrayList<>();
    }
}
