// SPDX-License-Identifier: Apache-2.0
package io.aurae.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Measures the hand-written main code and prints its sizes; the hard limits for each file and method are Checkstyle's. */
class SizesTest {
    private static final int METHOD_MEDIAN_LINES_MAX = 10;
    private static final int FILE_MEDIAN_LINES_MAX = 150;

    @Test
    void theMediansStaySmall() throws IOException {
        List<Path> files = Sources.below(Sources.root()).stream()
                .filter(file -> file.toString().contains("/src/main/java/"))
                .filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                .toList();
        List<Integer> fileLines = new ArrayList<>();
        for (Path file : files) {
            fileLines.add((int) Files.readString(file).lines().count());
        }
        List<Integer> methodLines = methodLines(files);
        print("file", fileLines);
        print("method", methodLines);
        assertThat(percentile(methodLines, 50)).isLessThanOrEqualTo(METHOD_MEDIAN_LINES_MAX);
        assertThat(percentile(fileLines, 50)).isLessThanOrEqualTo(FILE_MEDIAN_LINES_MAX);
    }

    private static List<Integer> methodLines(List<Path> files) throws IOException {
        List<Integer> lines = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodScanner(unit, positions, lines).scan(unit, null);
            }
        }
        return lines;
    }

    private static void print(String what, List<Integer> lines) {
        System.out.printf(
                "lines per %s: %d %ss, median %d, 95th percentile %d, longest %d%n",
                what, lines.size(), what, percentile(lines, 50), percentile(lines, 95), percentile(lines, 100));
    }

    private static int percentile(List<Integer> values, int percent) {
        List<Integer> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static final class MethodScanner extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Integer> lines;

        MethodScanner(CompilationUnitTree unit, SourcePositions positions, List<Integer> lines) {
            this.unit = unit;
            this.positions = positions;
            this.lines = lines;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getBody() != null) {
                LineMap map = unit.getLineMap();
                long first = map.getLineNumber(positions.getStartPosition(unit, method));
                long last = map.getLineNumber(positions.getEndPosition(unit, method));
                lines.add((int) (last - first + 1));
            }
            return super.visitMethod(method, null);
        }
    }
}
