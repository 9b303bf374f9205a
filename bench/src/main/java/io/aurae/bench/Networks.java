// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Removal of what network plugins leave on the machine: bridges, and packet rules of pods that were not taken down. */
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
            removeIdleChains();
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

    /** The port mapper's own chains stay when its last mapping is gone; they go unless somebody uses them. */
    private static void removeIdleChains() throws InterruptedException {
        List<List<String>> rules = rules();
        boolean inUse = rules.stream()
                .anyMatch(rule -> rule.getFirst().equals("-A") && rule.get(1).equals("CNI-HOSTPORT-DNAT"));
        if (inUse) {
            return;
        }
        for (List<String> rule : rules) {
            if (jump(rule).filter(Networks::isIdle).isPresent()) {
                nat("-D", rule.subList(1, rule.size()));
            }
        }
        for (List<String> rule : rules) {
            if (rule.getFirst().equals("-N") && isIdle(rule.get(1))) {
                nat("-F", List.of(rule.get(1)));
                nat("-X", List.of(rule.get(1)));
            }
        }
    }

    private static boolean isIdle(String chain) {
        return chain.startsWith("CNI-HOSTPORT-");
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
