package io.lockstep.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Servers of their own that speak TLS and nothing else, as scripts/tls.sh starts them. */
public final class TlsStack implements AutoCloseable {
  private final String name = "tls-" + ProcessHandle.current().pid();
  private final CertificateAuthority authority;

  /** Not running yet; the password is that of the stores of certificates. */
  public TlsStack(String password) throws IOException, InterruptedException {
    authority = CertificateAuthority.in(folder(name).resolve("tls"), password);
    authority.sign("server", "localhost");
  }

  /** Whether servers are processes here: those in containers come without certificates. */
  public static boolean isPossible() throws IOException {
    return Files.readString(folder(Stack.current().name()).resolve("settings"))
        .contains(" packages ");
  }

  private static Path folder(String stack) {
    return Stack.root().resolve(".lockstep").resolve(stack);
  }

  /** Who has signed the servers' certificates. */
  public CertificateAuthority authority() {
    return authority;
  }

  /** Starts the servers, for callers with or without certificates of their own. */
  public Stack start() {
    return Stack.bringUp(name);
  }

  /** Starts them anew, for callers with certificates of the same authority alone. */
  public Stack restartMutual() throws IOException {
    Stack.stopAll(name);
    Files.createFile(authority.folder().resolve("mutual"));
    return Stack.bringUp(name);
  }

  @Override
  public void close() {
    Stack.remove(name);
  }
}
