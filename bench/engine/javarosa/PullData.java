import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.condition.IFunctionHandler;
import org.javarosa.xpath.expr.XPathFuncExpr;

/** pulldata(): Collect adds it to JavaRosa, so the peer must too; first matching row, plain CSV. */
final class PullData implements IFunctionHandler {
    private final String folder;
    private final Map<String, List<String[]>> tables = new HashMap<>();

    PullData(String folder) {
        this.folder = folder;
    }

    @Override
    public String getName() {
        return "pulldata";
    }

    @Override
    public List<Class[]> getPrototypes() {
        return new ArrayList<>();
    }

    @Override
    public boolean rawArgs() {
        return true;
    }

    @Override
    public boolean realTime() {
        return false;
    }

    @Override
    public Object eval(Object[] args, EvaluationContext ec) {
        String[] text = new String[4];
        for (int i = 0; i < 4; i++) text[i] = XPathFuncExpr.toString(args[i]);
        List<String[]> rows = tables.computeIfAbsent(text[0], this::read);
        if (rows.isEmpty()) return "";
        int wanted = column(rows.get(0), text[1]);
        int key = column(rows.get(0), text[2]);
        for (String[] row : rows.subList(1, rows.size()))
            if (key >= 0 && wanted >= 0 && row.length > Math.max(key, wanted) && row[key].equals(text[3]))
                return row[wanted];
        return "";
    }

    private List<String[]> read(String name) {
        List<String[]> rows = new ArrayList<>();
        File file = new File(folder == null ? "." : folder, name.endsWith(".csv") ? name : name + ".csv");
        if (!file.exists()) return rows;
        try {
            for (String line : Files.readAllLines(file.toPath(), StandardCharsets.UTF_8))
                rows.add(line.replace("\ufeff", "").replace("\"", "").split(",", -1));
        } catch (java.io.IOException fault) {
            throw new IllegalStateException(fault);
        }
        return rows;
    }

    private static int column(String[] header, String name) {
        for (int i = 0; i < header.length; i++) if (header[i].trim().equals(name)) return i;
        return -1;
    }
}
