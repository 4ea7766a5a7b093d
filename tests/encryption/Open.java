// Opens an encrypted record as the specification's reference does: with Java's own ciphers.
// Arguments: private key (PKCS#8, base64), encrypted key (base64), instance id, folder, names in order.
import java.nio.file.*;
import java.security.*;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.*;

public class Open {
    public static void main(String[] args) throws Exception {
        byte[] der = Base64.getDecoder().decode(args[0]);
        PrivateKey reader = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
        rsa.init(Cipher.DECRYPT_MODE, reader);
        byte[] key = rsa.doFinal(Base64.getDecoder().decode(args[1]));
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(args[2].getBytes("UTF-8"));
        byte[] vector = md5.digest(key);
        for (int at = 4; at < args.length; at++) {
            vector[(at - 4) % 16]++;
            Cipher aes = Cipher.getInstance("AES/CFB/PKCS5Padding");
            aes.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
            byte[] opened = aes.doFinal(Files.readAllBytes(Path.of(args[3], args[at])));
            Files.write(Path.of(args[3], args[at] + ".opened"), opened);
        }
    }
}
