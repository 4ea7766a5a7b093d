import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceFactory;

/** jr://… addresses are files of one folder, by their last part. */
final class Media implements ReferenceFactory {
    private final String folder;

    Media(String folder) {
        this.folder = folder;
    }

    @Override
    public boolean derives(String uri) {
        return uri.startsWith("jr://");
    }

    @Override
    public Reference derive(String uri) {
        return new FileReference(uri, new File(folder, uri.substring(uri.lastIndexOf('/') + 1)));
    }

    @Override
    public Reference derive(String uri, String context) {
        return derive(uri);
    }

    private static final class FileReference implements Reference {
        private final String uri;
        private final File file;

        FileReference(String uri, File file) {
            this.uri = uri;
            this.file = file;
        }

        @Override
        public boolean doesBinaryExist() {
            return file.exists();
        }

        @Override
        public InputStream getStream() throws IOException {
            return file.exists() ? Files.newInputStream(file.toPath()) : new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public String getURI() {
            return uri;
        }

        @Override
        public String getLocalURI() {
            return file.getPath();
        }

        @Override
        public boolean isReadOnly() {
            return true;
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void remove() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Reference[] probeAlternativeReferences() {
            return new Reference[0];
        }
    }
}
