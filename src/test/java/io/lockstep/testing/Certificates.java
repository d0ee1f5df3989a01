package io.lockstep.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key with a certificate that it has signed itself, for localhost.
 *
 * @param store a PKCS 12 store with both
 * @param trust one with the certificate alone
 * @param password of both stores
 */
public record Certificates(Path store, Path trust, String password) {

  /** Makes new ones with the JDK's keytool. */
  public static Certificates of(String name, Path folder, String password)
      throws IOException, InterruptedException {
    Path store = folder.resolve(name + ".p12");
    Path trust = folder.resolve(name + "-trust.p12");
    String certificate = folder.resolve(name + ".crt").toString();
    keytool(
        List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name),
        List.of("-validity", "2", "-ext", "san=dns:localhost,ip:127.0.0.1"),
        List.of("-keystore", store.toString(), "-storepass", password));
    keytool(
        List.of("-exportcert", "-alias", name, "-file", certificate),
        List.of("-keystore", store.toString(), "-storepass", password));
    keytool(
        List.of("-importcert", "-noprompt", "-alias", name, "-file", certificate),
        List.of("-keystore", trust.toString(), "-storepass", password));
    return new Certificates(store, trust, password);
  }

  /** For one who shows {@code own}, or nothing if it is null, and trusts {@code other}. */
  public static SSLContext context(Certificates own, Certificates other)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory trusting =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusting.init(load(other.trust, other.password));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own == null ? null : own.keys(), trusting.getTrustManagers(), null);
    return context;
  }

  private KeyManager[] keys() throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(store, password), password.toCharArray());
    return keys.getKeyManagers();
  }

  private static KeyStore load(Path file, String password)
      throws GeneralSecurityException, IOException {
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream content = Files.newInputStream(file)) {
      loaded.load(content, password.toCharArray());
    }
    return loaded;
  }

  @SafeVarargs
  private static void keytool(List<String>... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    List.of(arguments).forEach(command::addAll);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("keytool: " + said);
    }
  }
}
