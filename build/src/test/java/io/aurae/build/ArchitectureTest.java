// SPDX-License-Identifier: Apache-2.0
package io.aurae.build;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the import rules of single files cannot say: packages form no cycle, and each says that it is null-marked. */
class ArchitectureTest {
    private static JavaClasses ours;

    @BeforeAll
    static void readAllClasses() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.aurae");
    }

    @Test
    void noPackagesDependOnEachOther() {
        slices().matching("io.aurae.(**)").should().beFreeOfCycles().check(ours);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes().that(areWrittenByHand()).should(liveInANullMarkedPackage()).check(ours);
    }

    private static DescribedPredicate<JavaClass> areWrittenByHand() {
        return DescribedPredicate.describe(
                "are written by hand",
                type -> !type.getPackageName().startsWith("io.aurae.proto")
                        && !type.getPackageName().startsWith("io.aurae.cri.v1"));
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked");
                events.add(new SimpleConditionEvent(type, marked, type.getName() + " is in an unmarked package"));
            }
        };
    }
}
