import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TimeZone;

/** JavaRosa (the engine of ODK Collect) behind JSON lines: one request a line on stdin, one answer a line on stdout. */
public final class Peer {
    static final ObjectMapper JSON = new ObjectMapper();

    private Peer() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        // JavaRosa's parser reports on stdout, which is our wire.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, "UTF-8"));
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Locale.setDefault(Locale.ENGLISH);
        FormHost.register();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 16);
        FormHost host = null;
        for (String line; (line = in.readLine()) != null; ) {
            ObjectNode answer = JSON.createObjectNode();
            try {
                JsonNode request = JSON.readTree(line);
                switch (request.path("cmd").asText()) {
                    case "load":
                        host = new FormHost(request.path("xml").asText(), request.path("media").asText(null));
                        answer.put("load_ms", host.loadMs);
                        break;
                    case "walk":
                        host.walk(request.path("ops"), request.path("prompts").asBoolean(false), answer);
                        break;
                    case "values":
                        host.values(request.path("at").asText(), request.path("ops"), answer);
                        break;
                    case "bench":
                        new Timing(host).run(request, answer);
                        break;
                    default:
                        answer.put("error", "unknown command");
                }
            } catch (Throwable fault) {
                answer = JSON.createObjectNode();
                answer.put("error", FormHost.describe(fault));
            }
            out.write(JSON.writeValueAsBytes(answer));
            out.write('\n');
            out.flush();
        }
    }
}
