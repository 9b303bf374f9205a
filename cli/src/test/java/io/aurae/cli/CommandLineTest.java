// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cli.FakeNode.Outcome;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static final String DIGEST = "@sha256:" + "0f".repeat(32);

    @Test
    void theProgramListsItsVerbs() {
        Outcome outcome = FakeNode.runLine("", "--help");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .contains("Verbs:\n  up ")
                .containsPattern("  instance +Work with nested instances")
                .doesNotContain("__names");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "psx | Did you mean: aurae ps",
                "ps --al | Unknown option: '--al'",
                "run | Missing required parameter",
                "run -p 80 nginx | port '80' is not readable",
                "run -p 0:80 nginx | port '0:80' is not readable",
                "run -v www nginx | volume 'www' is not readable",
                "run --memory lots nginx | amount 'lots' is not readable",
                "run --cpus 0.001 nginx | cpus '0.001' is not readable",
                "run -e =x nginx | variable '=x' has no name",
                "run nginx@Em_ily | where a host or domain name belongs",
                "ps -o xml | expected one of",
                "stop --time 1h web | time '1h' is not readable",
                "logs | logs of '' (expected: either a name or --daemon)",
                "logs --tail -5 web | tail '-5' (expected: 0 lines or more)",
                "logs --since yesterday web | since 'yesterday' is not readable",
                "events --since yesterday | since 'yesterday' is not readable",
                "run --mount target=/a,readonly=maybe nginx | is not readable at 'readonly=maybe'",
                "exec --tty web sh | --tty needs --interactive",
                "cell | Missing required subcommand",
                "instance grow | verb 'grow' does not exist (expected: one of"
            })
    void aWrongCommandLineEndsWithTwo(String line, String message) {
        Outcome outcome = FakeNode.runLine("", line.split(" "));

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains(message);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void noConfigurationMeansNoWayToTheDaemon() {
        Outcome outcome = FakeNode.runLine("", "--config", "/nowhere/config", "ps");

        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err()).contains("'/nowhere/config'").contains("aurae up");
    }

    @Test
    void anImageMayNameAHostAndADigestIsNone() {
        assertThat(ImageTarget.parse("nginx")).isEqualTo(target("nginx", null, null));
        assertThat(ImageTarget.parse("nginx@emily")).isEqualTo(target("nginx", "emily", null));
        assertThat(ImageTarget.parse("nginx:1@emily@nivenly.com")).isEqualTo(target("nginx:1", "emily", "nivenly.com"));
        assertThat(ImageTarget.parse("nginx" + DIGEST)).isEqualTo(target("nginx" + DIGEST, null, null));
        assertThat(ImageTarget.parse("r:5000/a/b" + DIGEST + "@emily@x"))
                .isEqualTo(target("r:5000/a/b" + DIGEST, "emily", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@emily", "nginx@", "nginx@a@b@c", "nginx@sha256:abc", "nginx@-a", "nginx@a@"})
    void anythingElseIsNoImage(String text) {
        assertThatThrownBy(() -> ImageTarget.parse(text))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"nginx,nginx", "docker.io/library/My_App:1.2,my-app", "x/a.b@sha256:1,a-b", "r:5000/__,cell"})
    void anImageGivesALabel(String image, String label) {
        assertThat(new ImageTarget(image, Optional.empty(), Optional.empty()).label())
                .isEqualTo(label);
    }

    @Test
    void aSwitchOfAMountMayBeOff() {
        assertThat(AskedMount.parse("target=/a,readonly=false").mount().getReadOnly())
                .isFalse();
        assertThat(AskedMount.parse("target=/a,readonly").mount().getReadOnly()).isTrue();
        assertThat(AskedMount.parse("target=/a,rro=true").mount().getRecursiveReadOnly())
                .isTrue();
    }

    @Test
    void aVariableWithoutAValueHasOurs() {
        assertThat(Variable.parse("A", Map.of("A", "1"))).hasToString("A=1");
        assertThat(Variable.parse("A=", Map.of())).hasToString("A=");
        assertThatThrownBy(() -> Variable.parse("A", Map.of())).hasMessageContaining("variable 'A' has no value here");
    }

    private static ImageTarget target(String image, String host, String domain) {
        return new ImageTarget(image, Optional.ofNullable(host), Optional.ofNullable(domain));
    }
}
