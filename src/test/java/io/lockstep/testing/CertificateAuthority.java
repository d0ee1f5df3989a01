package io.lockstep.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Signs certificates, made with openssl, whose files servers in other languages read too.
 *
 * @param folder where it keeps its key, {@code ca.key}, and its certificate, {@code ca.pem}
 * @param password of the PKCS 12 stores
 */
public record CertificateAuthority(Path folder, String password) {
  private static final String NO_EXTENSIONS = "[req]\ndistinguished_name=dn\n[dn]\n";

  /** A new one. */
  public static CertificateAuthority in(Path folder, String password)
      throws IOException, InterruptedException {
    CertificateAuthority authority =
        new CertificateAuthority(Files.createDirectories(folder), password);
    Files.writeString(folder.resolve("req.cnf"), NO_EXTENSIONS);
    authority.make("ca", "-addext", "basicConstraints=critical,CA:TRUE");
    return authority;
  }

  /** {@code NAME.pem} and {@code NAME.key}: a certificate for this host, and its key. */
  public void sign(String name, String host) throws IOException, InterruptedException {
    String extension = "subjectAltName=DNS:" + host;
    make(name, "-CA", "ca.pem", "-CAkey", "ca.key", "-addext", extension);
  }

  /** A PKCS 12 store with what was signed by that name. */
  public Path store(String name) throws IOException, InterruptedException {
    openssl("pkcs12", "-export", "-in", name + ".pem", "-inkey", name + ".key")
        .add("-out", name + ".p12", "-passout", "pass:" + password)
        .run();
    return folder.resolve(name + ".p12");
  }

  /** A PKCS 12 store with the authority's own certificate, for those who trust it. */
  public Path trust() throws IOException, GeneralSecurityException {
    Path file = folder.resolve("trust.p12");
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    try (InputStream pem = Files.newInputStream(folder.resolve("ca.pem"));
        OutputStream to = Files.newOutputStream(file)) {
      trust.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      trust.store(to, password.toCharArray());
    }
    return file;
  }

  private void make(String name, String... arguments) throws IOException, InterruptedException {
    openssl("req", "-x509", "-config", "req.cnf", "-nodes", "-days", "2", "-subj", "/CN=" + name)
        .add("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
        .add("-keyout", name + ".key", "-out", name + ".pem")
        .add(arguments)
        .run();
  }

  private Command openssl(String... arguments) {
    return new Command(folder, new ArrayList<>(List.of("openssl"))).add(arguments);
  }

  private record Command(Path folder, List<String> words) {
    Command add(String... more) {
      words.addAll(List.of(more));
      return this;
    }

    void run() throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(words + ": " + said);
      }
    }
  }
}
