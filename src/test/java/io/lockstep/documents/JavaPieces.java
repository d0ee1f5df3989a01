package io.lockstep.documents;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles Java blocks against everything that the tests may use. */
final class JavaPieces {
  private static final Pattern NAME = Pattern.compile("\\b(?:class|interface|record) (\\w+)");

  private JavaPieces() {}

  /** What does not compile, with its place; each block is a source file of its own. */
  static List<String> compile(List<Block> blocks, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options =
        List.of("-proc:none", "--release", "17", "-d", classes.toString(), "-classpath", path);
    compiler
        .getTask(null, null, found, options, null, blocks.stream().map(Source::new).toList())
        .call();
    List<String> errors = new ArrayList<>();
    for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
      if (each.getKind() == Diagnostic.Kind.ERROR) {
        Source source = (Source) each.getSource();
        String place = source == null ? "" : source.block.place();
        errors.add(
            place + " line " + each.getLineNumber() + ": " + each.getMessage(Locale.ENGLISH));
      }
    }
    return errors;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final Block block;

    Source(Block block) {
      super(URI.create("piece:///" + name(block) + ".java"), Kind.SOURCE);
      this.block = block;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return block.joined();
    }

    private static String name(Block block) {
      Matcher name = NAME.matcher(block.joined());
      if (!name.find()) {
        throw new IllegalArgumentException(block.place() + " declares no type");
      }
      return name.group(1);
    }
  }
}
