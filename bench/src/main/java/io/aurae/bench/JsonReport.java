// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/** The result for programs: what the table says, and the spread of every time over the rounds. */
final class JsonReport {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private JsonReport() {}

    static String of(Header header, List<Figure> figures, Map<String, Samples> times) {
        JsonObject report = new JsonObject();
        report.addProperty("time", header.time().toString());
        report.add("machine", GSON.toJsonTree(header.machine()));
        report.add("noise", noise(header));
        report.add("targets", GSON.toJsonTree(header.versions()));
        report.add("missing", GSON.toJsonTree(header.missing()));
        report.add("settings", settings(header.settings()));
        JsonArray lines = new JsonArray();
        figures.forEach(figure -> lines.add(line(figure)));
        report.add("figures", lines);
        report.add("rounds", rounds(times));
        return GSON.toJson(report) + "\n";
    }

    private static JsonObject noise(Header header) {
        JsonObject noise = new JsonObject();
        noise.add("processMillis", GSON.toJsonTree(header.noise()));
        noise.addProperty("loadBefore", header.loadBefore());
        noise.addProperty("loadAfter", header.loadAfter());
        return noise;
    }

    private static JsonObject settings(Settings settings) {
        JsonObject object = new JsonObject();
        object.addProperty("pods", settings.pods());
        object.addProperty("execs", settings.execs());
        object.addProperty("lists", settings.lists());
        object.addProperty("idlePods", settings.idlePods());
        object.addProperty("burst", settings.burst());
        object.addProperty("pulls", settings.pulls());
        object.addProperty("restartPods", settings.restartPods());
        return object;
    }

    private static JsonObject line(Figure figure) {
        JsonObject line = new JsonObject();
        line.addProperty("name", figure.name());
        line.addProperty("unit", figure.unit());
        line.add("values", GSON.toJsonTree(figure.values()));
        line.add("ratios", GSON.toJsonTree(figure.ratios()));
        line.addProperty("goal", Figure.text(figure.goals()));
        line.addProperty("result", figure.verdict().text());
        return line;
    }

    private static JsonObject rounds(Map<String, Samples> times) {
        JsonObject rounds = new JsonObject();
        times.forEach((target, samples) -> {
            JsonObject measures = new JsonObject();
            for (Measure measure : Measure.values()) {
                if (!samples.of(measure).isEmpty()) {
                    measures.add(measure.title(), GSON.toJsonTree(Distribution.of(samples.of(measure))));
                }
            }
            rounds.add(target, measures);
        });
        return rounds;
    }
}
