// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.auraed.ledger.KernelObject.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final List<Entry> entries = new ArrayList<>();
    private final Set<KernelObject> there = new HashSet<>();
    private final List<String> broken = new ArrayList<>();
    private final Ledger ledger = new Ledger(
            List.of(new Book() {
                @Override
                public List<Entry> entries() {
                    return List.copyOf(entries);
                }

                @Override
                public List<String> mend() {
                    return broken;
                }
            }),
            () -> Set.copyOf(there));

    @Test
    void whatIsRecordedAndThereIsNotWorthAWord() {
        entries.add(Entry.of(Kind.CGROUP, "/node/web", "cell 'web'", true));
        there.add(new KernelObject(Kind.CGROUP, "/node/web"));
        assertThat(ledger.check()).isEmpty();
        assertThat(ledger.size()).isOne();
    }

    @Test
    void whatIsInNoRecordIsToldOnceAndNotForEachThingBelowIt() {
        there.add(new KernelObject(Kind.CGROUP, "/node/stranger"));
        there.add(new KernelObject(Kind.CGROUP, "/node/stranger/child"));
        there.add(new KernelObject(Kind.CGROUP, "/node/strange"));
        assertThat(ledger.check())
                .containsExactly(
                        new Finding.Unknown(new KernelObject(Kind.CGROUP, "/node/strange")),
                        new Finding.Unknown(new KernelObject(Kind.CGROUP, "/node/stranger")));
    }

    @Test
    void whatIsRecordedAndGoneIsToldWithItsOwnerUnlessItIsJustComingOrGoing() {
        entries.add(Entry.of(Kind.MOUNT, "/run/web/root", "cell 'web'", true));
        entries.add(Entry.of(Kind.MOUNT, "/run/api/root", "cell 'api'", false));
        assertThat(ledger.check())
                .containsExactly(new Finding.Missing(new KernelObject(Kind.MOUNT, "/run/web/root"), "cell 'web'"));
        assertThat(ledger.check().getFirst().message())
                .isEqualTo("mount '/run/web/root' of cell 'web' is gone (expected: to be there as long as it)");
    }

    @Test
    void whatLiesInSomebodysRealmIsHisAffair() {
        entries.add(
                Entry.of(Kind.CGROUP, "/node/tenant", "instance 'tenant'", true).withAllBelow());
        there.add(new KernelObject(Kind.CGROUP, "/node/tenant"));
        there.add(new KernelObject(Kind.CGROUP, "/node/tenant/a/b"));
        there.add(new KernelObject(Kind.CGROUP, "/node/tenants"));
        there.add(new KernelObject(Kind.SOCKET, "/node/tenant/a"));
        assertThat(ledger.check())
                .containsExactly(
                        new Finding.Unknown(new KernelObject(Kind.CGROUP, "/node/tenants")),
                        new Finding.Unknown(new KernelObject(Kind.SOCKET, "/node/tenant/a")));
    }

    @Test
    void aRealmWithoutANameIsAllOfItsKind() {
        entries.add(Entry.of(Kind.LINK, "", "pod 'web'", false).withAllBelow());
        there.add(new KernelObject(Kind.LINK, "veth12345"));
        assertThat(ledger.check()).isEmpty();
    }

    @Test
    void whatComesAndGoesWhileTheBooksAreReadIsNotTold() {
        Iterator<Set<KernelObject>> views = List.of(
                        Set.of(new KernelObject(Kind.CGROUP, "/node/brief")), Set.<KernelObject>of())
                .iterator();
        assertThat(new Ledger(List.of(), views::next).check()).isEmpty();
    }

    @Test
    void whatCannotBeMendedIsToldUntilItCan() {
        broken.add("cell in '/run/cells/web' not restored: no");
        ledger.review();
        assertThat(ledger.check()).containsExactly(new Finding.Broken("cell in '/run/cells/web' not restored: no"));
        broken.clear();
        ledger.review();
        assertThat(ledger.check()).isEmpty();
    }
}
