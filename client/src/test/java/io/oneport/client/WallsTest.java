package io.oneport.client;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class WallsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.oneport.client");

    /** Connections and the rooms of the load engine. */
    private static final String[] ENGINE = {
        "io.oneport.client.net",
        "io.oneport.client.wire",
        "io.oneport.client.blocking",
        "io.oneport.client.scenario",
        "io.oneport.client.plan",
        "io.oneport.client.pace",
        "io.oneport.client.account",
        "io.oneport.client.judge",
        "io.oneport.client.fleet"
    };

    @Test
    void packagesPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("main")
                .definedBy("io.oneport.client")
                .layer("sequence")
                .definedBy("io.oneport.client.sequence")
                .layer("cat")
                .definedBy("io.oneport.client.cat")
                .layer("pub")
                .definedBy("io.oneport.client.pub")
                .layer("sub")
                .definedBy("io.oneport.client.sub")
                .layer("top")
                .definedBy("io.oneport.client.top")
                .layer("cli")
                .definedBy("io.oneport.client.cli")
                .layer("run")
                .definedBy("io.oneport.client.run")
                .layer("experiment")
                .definedBy("io.oneport.client.experiment..")
                .layer("report")
                .definedBy("io.oneport.client.report")
                .layer("fleet")
                .definedBy("io.oneport.client.fleet")
                .layer("judge")
                .definedBy("io.oneport.client.judge")
                .layer("account")
                .definedBy("io.oneport.client.account")
                .layer("pace")
                .definedBy("io.oneport.client.pace")
                .layer("plan")
                .definedBy("io.oneport.client.plan")
                .layer("hostile")
                .definedBy("io.oneport.client.hostile")
                .layer("wire")
                .definedBy("io.oneport.client.wire")
                .layer("blocking")
                .definedBy("io.oneport.client.blocking")
                .layer("scenario")
                .definedBy("io.oneport.client.scenario")
                .layer("result")
                .definedBy("io.oneport.client.result")
                .layer("net")
                .definedBy("io.oneport.client.net")
                .whereLayer("main")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("sequence")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("cat")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("pub")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("sub")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("top")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("experiment")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("run")
                .mayOnlyBeAccessedByLayers("main", "experiment")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("main", "run", "experiment")
                .whereLayer("fleet")
                .mayOnlyBeAccessedByLayers("run", "experiment")
                .whereLayer("judge")
                .mayOnlyBeAccessedByLayers("fleet", "run", "experiment")
                .whereLayer("account")
                .mayOnlyBeAccessedByLayers("judge", "fleet", "run", "experiment")
                .whereLayer("pace")
                .mayOnlyBeAccessedByLayers("account", "judge", "fleet", "run", "experiment")
                .whereLayer("plan")
                .mayOnlyBeAccessedByLayers("pace", "account", "judge", "fleet", "run", "experiment")
                .whereLayer("hostile")
                .mayOnlyBeAccessedByLayers("plan", "fleet", "run", "experiment")
                .whereLayer("blocking")
                .mayOnlyBeAccessedByLayers("sequence", "cat", "pub", "sub", "top", "cli", "fleet")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers(
                        "blocking", "plan", "pace", "account", "fleet", "hostile", "run", "experiment")
                .whereLayer("scenario")
                .mayOnlyBeAccessedByLayers("plan", "fleet", "run", "experiment")
                .whereLayer("result")
                .mayOnlyBeAccessedByLayers("hostile", "account", "judge", "fleet", "run", "experiment", "report")
                .whereLayer("cli")
                .mayOnlyBeAccessedByLayers("main", "sequence", "cat", "pub", "sub", "top", "run", "experiment")
                .whereLayer("net")
                .mayOnlyBeAccessedByLayers(
                        "sequence",
                        "cat",
                        "pub",
                        "sub",
                        "top",
                        "cli",
                        "run",
                        "experiment",
                        "fleet",
                        "account",
                        "plan",
                        "hostile",
                        "blocking",
                        "wire")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.oneport.client.(*)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void connectionsAndLoadKnowNoCommandLine() {
        noClasses()
                .that()
                .resideInAnyPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "org.jline..")
                .check(CLASSES);
    }

    @Test
    void reportsKnowResultsOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.oneport.client.report")
                .should()
                .dependOnClassesThat(resideInAPackage("io.oneport.client..")
                        .and(not(resideInAnyPackage("io.oneport.client.report", "io.oneport.client.result"))))
                .check(CLASSES);
    }

    @Test
    void onlySocketsKnowNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.oneport.client.net", "io.oneport.client.wire")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void judgesKnowFiguresOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.oneport.client.judge")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.oneport.client.net", "io.oneport.client.wire", "io.oneport.client.fleet")
                .check(CLASSES);
    }

    @Test
    void experimentsAreForTheCommandLineOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.oneport.client", "io.oneport.client.experiment..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.oneport.client.experiment..")
                .check(CLASSES);
    }

    @Test
    void experimentsHaveNoCycles() {
        slices().matching("io.oneport.client.experiment.(*)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void whatCompareReadsNeedsNoNetwork() {
        noClasses()
                .that()
                .resideInAPackage("io.oneport.client.experiment.compare")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINE)
                .check(CLASSES);
    }

    @Test
    void hostileSocketsKnowOnlyWires() {
        noClasses()
                .that()
                .resideInAPackage("io.oneport.client.hostile")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "picocli..",
                        "io.oneport.client.scenario",
                        "io.oneport.client.plan",
                        "io.oneport.client.pace",
                        "io.oneport.client.account",
                        "io.oneport.client.judge",
                        "io.oneport.client.fleet",
                        "io.oneport.client.run")
                .check(CLASSES);
    }
}
