package io.lockstep.bench;

import java.util.List;
import java.util.Map;

/** A horizontal bar chart as SVG. */
public final class BarChart {
  private static final int WIDTH = 860;
  private static final int LABELS = 250;
  private static final int BARS = 480;
  private static final int ROW = 26;
  private static final int TOP = 56;

  private BarChart() {}

  /** Bars in the order of the map, with the lines of {@code notes} under them. */
  public static String of(
      String title, String unit, Map<String, Double> values, List<String> notes) {
    double largest = values.values().stream().mapToDouble(v -> v).max().orElse(1);
    int height = TOP + values.size() * ROW + 16 + notes.size() * 16 + 8;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                + " font-family=\"system-ui, sans-serif\" font-size=\"13\">%n",
            WIDTH, height, WIDTH, height));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    svg.append(text(16, 26, 17, "#111111", title));
    svg.append(text(16, 45, 12, "#555555", unit));
    int y = TOP;
    for (Map.Entry<String, Double> bar : values.entrySet()) {
      int length = (int) Math.max(1, Math.round(BARS * bar.getValue() / largest));
      svg.append(text(16, y + 16, 13, "#111111", bar.getKey()));
      svg.append(
          String.format(
              "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\" rx=\"2\" fill=\"%s\"/>%n",
              LABELS, y + 2, length, colour(bar.getKey())));
      svg.append(
          text(LABELS + length + 8, y + 16, 13, "#111111", String.format("%,.0f", bar.getValue())));
      y += ROW;
    }
    y += 16;
    for (String note : notes) {
      svg.append(text(16, y + 10, 11, "#555555", note));
      y += 16;
    }
    return svg.append("</svg>\n").toString();
  }

  private static String colour(String label) {
    if (label.startsWith("group-commit")) {
      return "#1f6f54";
    }
    return label.startsWith("(") ? "#b9b9b9" : "#6c8ebf";
  }

  private static String text(int x, int y, int size, String colour, String text) {
    return String.format(
        "<text x=\"%d\" y=\"%d\" font-size=\"%d\" fill=\"%s\">%s</text>%n",
        x, y, size, colour, text.replace("&", "&amp;").replace("<", "&lt;"));
  }
}
