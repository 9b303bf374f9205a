// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemCallFilterTest {
    @Test
    void aProfileOfTheCallersOwnIsWrittenAsItWasRead() {
        var own = SystemCallFilter.Own.parse("""
                {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64"], "flags": ["SECCOMP_FILTER_FLAG_LOG"],
                 "syscalls": [{"names": ["chmod", "fchmod"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13, "comment": "no",
                   "args": [{"index": 1, "value": 18446744073709551615, "valueTwo": 2, "op": "SCMP_CMP_MASKED_EQ"}]}]}
                """);

        assertThat(own.filter(Capabilities.CONTAINER_DEFAULT))
                .contains(new RuntimeSpec.Seccomp(
                        "SCMP_ACT_ALLOW",
                        null,
                        List.of("SCMP_ARCH_X86_64"),
                        List.of("SECCOMP_FILTER_FLAG_LOG"),
                        List.of(new RuntimeSpec.Syscalls(
                                List.of("chmod", "fchmod"),
                                "SCMP_ACT_ERRNO",
                                13,
                                List.of(new RuntimeSpec.Argument(1, -1, 2L, "SCMP_CMP_MASKED_EQ"))))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {                                                                | seccomp profile '{' (expected: a JSON object)
            []                                                               | seccomp profile: the whole '[]' (expected: an object)
            {}                                                               | seccomp profile: defaultAction ''
            {"defaultAction":"ALLOW"}                                        | seccomp profile: defaultAction 'ALLOW' (expected: SCMP_ACT_ALLOW,
            {"defaultAction":"SCMP_ACT_NOTIFY"}                              | seccomp profile: defaultAction 'SCMP_ACT_NOTIFY'
            {"defaultAction":7}                                              | seccomp profile: defaultAction '7' (expected: a text)
            {"archMap":[]}                                                   | seccomp profile: key 'archMap' is not known (expected: architectures,
            {"defaultAction":"SCMP_ACT_LOG","flags":["F"]}                   | seccomp profile: flags 'F'
            {"defaultAction":"SCMP_ACT_LOG","architectures":["x86"]}         | seccomp profile: architectures 'x86' (expected: such as SCMP_ARCH_X86_64)
            {"defaultAction":"SCMP_ACT_LOG","defaultErrnoRet":4096}          | seccomp profile: defaultErrnoRet '4096' (expected: 0 to 4095)
            {"defaultAction":"SCMP_ACT_LOG","syscalls":[{"includes":{}}]}    | seccomp profile: key 'includes' of a rule is not known
            {"defaultAction":"SCMP_ACT_LOG","syscalls":[{"names":[]}]}       | seccomp profile: names '[]' (expected: at least one
            {"defaultAction":"SCMP_ACT_LOG","syscalls":[{"names":["a b"]}]}  | seccomp profile: names 'a b' (expected: a system call such as openat)
            {"defaultAction":"SCMP_ACT_LOG","syscalls":[{"names":["bpf"],"action":"NO"}]} | seccomp profile: action 'NO'
            {"defaultAction":"SCMP_ACT_LOG","syscalls":[{"names":["bpf"],"args":[{"index":6}]}]} | seccomp profile: index '6' (expected: 0 to 5)
            {"defaultAction":"SCMP_ACT_LOG","syscalls":[{"names":["bpf"],"args":[{"index":"x"}]}]} | seccomp profile: index '"x"' (expected: a whole
            {"defaultAction":"SCMP_ACT_LOG","syscalls":{}}                   | seccomp profile: syscalls '{}' (expected: a list
            """)
    void whatAProfileMayNotSayIsNamed(String json, String message) {
        assertThatThrownBy(() -> SystemCallFilter.Own.parse(json))
                .isInstanceOfSatisfying(
                        AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT))
                .hasMessageStartingWith(message);
    }

    @Test
    void aPrivilegedContainerHasOnlyAFilterThatItWasGiven() {
        var own = SystemCallFilter.Own.parse("{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");

        assertThat(Privileges.everything().filter(Capabilities.CONTAINER_DEFAULT))
                .isEmpty();
        assertThat(privileged(own).filter(Capabilities.CONTAINER_DEFAULT)).contains(own.profile());
    }

    private static Privileges privileged(SystemCallFilter filter) {
        return new Privileges(
                List.of(),
                List.of(),
                true,
                false,
                Confinement.of(filter),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
    }

    @Test
    void aSecurityModuleThatIsNotThereIsNamed() {
        var confinement = new Confinement(new SystemCallFilter.Standard(), "", "system_u:system_r:t:s0");

        Confinement.STANDARD.requireHere();
        if (java.nio.file.Files.notExists(java.nio.file.Path.of("/sys/fs/selinux/enforce"))) {
            assertThatThrownBy(confinement::requireHere)
                    .hasMessage("SELinux label 'system_u:system_r:t:s0' cannot be held "
                            + "(expected: a kernel that runs with SELinux)");
        }
    }
}
