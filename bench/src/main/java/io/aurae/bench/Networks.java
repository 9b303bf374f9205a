// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Removal of what network plugins leave on the machine: bridges, and packet rules of pods that were not taken down. The port mapper's own
 * chains stay, though empty: a plugin that maps a port for somebody else at this moment counts on them, and its mapping would be lost.
 */
final class Networks {
    private static final List<String> NAT = List.of("iptables", "-w", "-t", "nat");

    private Networks() {}

    /** Removes links and rules whose names begin with the token. Repeating: does nothing. */
    static void remove(String token) throws InterruptedException {
        for (String line : Program.run("ip", "-o", "link", "show").lines().toList()) {
            String link = line.split(":")[1].strip().split("@")[0];
            if (link.startsWith(token)) {
                Program.run("ip", "link", "delete", link);
            }
        }
        if (Program.find("iptables").isPresent()) {
            removeRules(token);
        }
    }

    /** The plugins note the network's name in the rule that leads to a pod's own chain. */
    private static void removeRules(String token) throws InterruptedException {
        for (List<String> rule : rules()) {
            Optional<String> chain = jump(rule);
            if (chain.isPresent() && rule.toString().contains(token)) {
                nat("-D", rule.subList(1, rule.size()));
                nat("-F", List.of(chain.get()));
                nat("-X", List.of(chain.get()));
            }
        }
    }

    private static Optional<String> jump(List<String> rule) {
        int at = rule.indexOf("-j");
        return at < 0 ? Optional.empty() : Optional.of(rule.get(at + 1)).filter(target -> target.startsWith("CNI-"));
    }

    private static List<List<String>> rules() throws InterruptedException {
        return nat("-S", List.of()).lines().map(Networks::words).toList();
    }

    /** The words of a rule as it was listed; comments are quoted and may hold quotes behind backslashes. */
    static List<String> words(String rule) {
        return Arrays.stream(rule.split(" (?=(?:(?:\\\\.|[^\"\\\\])*\"(?:\\\\.|[^\"\\\\])*\")*(?:\\\\.|[^\"\\\\])*$)"))
                .map(word -> word.startsWith("\"")
                        ? word.substring(1, word.length() - 1).replace("\\\"", "\"")
                        : word)
                .toList();
    }

    private static String nat(String command, List<String> words) throws InterruptedException {
        return Program.run(
                Stream.of(NAT, List.of(command), words).flatMap(List::stream).toList());
    }
}
