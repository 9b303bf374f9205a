// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import com.google.protobuf.Message;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether an answer is one that a caller can be given who said something wrong. */
final class Verdict {
    /** All that a message may take, with the shortened value in it. */
    private static final int MESSAGE_LENGTH_MAX = 1200;

    private static final Set<Code> CALLERS_MISTAKE = Set.of(
            Code.OK,
            Code.INVALID_ARGUMENT,
            Code.NOT_FOUND,
            Code.ALREADY_EXISTS,
            Code.FAILED_PRECONDITION,
            Code.OUT_OF_RANGE,
            Code.RESOURCE_EXHAUSTED);

    /** The words of programs, which no caller should read. */
    private static final Pattern INNARDS = Pattern.compile(
            "Exception|\\bjava\\.|io\\.(aurae|grpc|netty)\\.|(?<!/dev/)\\bnull\\b|internal error|@[0-9a-f]{6,8}\\b");

    private static final Pattern WORD = Pattern.compile("[a-zA-Z0-9]{2,12}");

    private final Map<String, Set<Code>> alsoDocumented;

    /** @param alsoDocumented further codes that a method's documentation has, by its full name */
    Verdict(Map<String, Set<Code>> alsoDocumented) {
        this.alsoDocumented = alsoDocumented;
    }

    /** What is wrong with the answer; empty when it is as it should be. */
    Optional<String> complaint(Attempt attempt, Answer answer) {
        return Optional.ofNullable(reason(attempt, answer))
                .map(reason ->
                        attempt + "\n    " + reason + ": " + answer.code() + " " + Attempt.shown(answer.description()));
    }

    private @Nullable String reason(Attempt attempt, Answer answer) {
        if (answer.status() == null) {
            return mayLast(attempt) ? null : "did not end";
        }
        Code code = answer.code();
        if (!CALLERS_MISTAKE.contains(code)
                && !alsoDocumented
                        .getOrDefault(attempt.method().getFullName(), Set.of())
                        .contains(code)) {
            return "the wrong status";
        }
        return code == Code.OK ? null : wordsOf(attempt, answer);
    }

    private static @Nullable String wordsOf(Attempt attempt, Answer answer) {
        String message = answer.description();
        if (message.isBlank() || INNARDS.matcher(message).find()) {
            return "not a sentence for callers";
        }
        if (message.length() > MESSAGE_LENGTH_MAX || message.chars().anyMatch(Character::isISOControl)) {
            return "not one short line (" + message.length() + " characters)";
        }
        if (answer.code() != Code.INVALID_ARGUMENT) {
            return null;
        }
        if (!message.contains("expected")) {
            return "no expectation";
        }
        return attempt.field().isEmpty() || isSecret(attempt.field()) || saysValue(message, attempt.value())
                ? null
                : "no value";
    }

    /** What nobody may find in a log. */
    private static boolean isSecret(String field) {
        return field.matches("(auth|credentials)\\..*");
    }

    private static boolean saysValue(String message, @Nullable Object value) {
        Object one = value instanceof List<?> list && list.size() == 1 ? list.getFirst() : value;
        if (one instanceof Message) {
            return true; // what is wrong with it is that something is not in it
        }
        if (!(one instanceof String text)) {
            return message.contains("'") || message.chars().anyMatch(Character::isDigit);
        }
        Matcher word = WORD.matcher(text);
        return message.contains("'") && (!word.find() || message.contains(word.group()));
    }

    /** Streams go on until somebody ends them, and so do calls that wait for something. */
    static boolean mayLast(Attempt attempt) {
        return attempt.method().isServerStreaming()
                || !attempt.halfClosed()
                || Set.of("aurae.cells.v0.CellService.Wait", "aurae.cells.v0.CellService.Start")
                        .contains(attempt.method().getFullName());
    }
}
