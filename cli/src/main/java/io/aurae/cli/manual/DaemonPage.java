// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.manual;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The manual page of the daemon, made of what {@code auraed --help} prints: for each flag two lines. */
public final class DaemonPage {
    private static final Pattern FLAG = Pattern.compile("(?m)^  (--\\S+) +(.+)(?:\\n {21}(.+))?$");

    private DaemonPage() {}

    /** @throws IllegalArgumentException when the text has no flags */
    public static String of(String help, String program) {
        Troff page = new Troff().title("auraed", 8, program);
        page.section("Name").text("auraed - owns one Linux machine and serves the Aurae Standard Library on it");
        page.section("Synopsis")
                .synopsis("auraed", "[--config FILE] [--SETTING VALUE]...")
                .lineBreak()
                .synopsis("auraed spawn", "--output DIR");
        page.section("Description");
        page.text(
                "A launcher that holds the socket, and the daemon behind it. What runs on the machine outlives both: a daemon"
                        + " that comes back finds it. 'aurae up' writes the configuration, makes an authority, and starts it.");
        page.paragraph(
                "Settings come from the configuration file; flags override them. 'auraed spawn --output DIR' writes a"
                        + " daemon with all that it needs as an OCI bundle.");
        page.section("Options");
        Matcher flags = FLAG.matcher(help);
        int count = 0;
        while (flags.find()) {
            count++;
            String more = flags.group(3) == null
                    ? ""
                    : " " + Character.toUpperCase(flags.group(3).charAt(0))
                            + flags.group(3).substring(1) + ".";
            page.item(flags.group(1), "", flags.group(2) + more);
        }
        if (count == 0) {
            throw new IllegalArgumentException("the help text of auraed has no flags");
        }
        page.section("Files");
        page.item("/etc/aurae/auraed.toml", "", "The configuration.");
        page.item("/etc/aurae/pki", "", "The authority, and the certificates of the node and of its users.");
        page.item("/run/aurae", "", "The socket, and the state of what runs.");
        page.item("/var/lib/aurae", "", "Images, volumes, and what cells write.");
        page.section("See also").text("aurae(1), aurae-up(1), aurae-status(1), crun(1), conmon(8)");
        return page.toString();
    }
}
