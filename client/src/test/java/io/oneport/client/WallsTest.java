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
                .layer("cli")
                .definedBy("io.oneport.client.cli")
                .layer("run")
                .definedBy("io.oneport.client.run")
                .layer("experiment")
                .definedBy("io.oneport.client.experiment..")
                .layer("report")
                .definedBy("io.oneport.client.report")
                .layer("load")
                .definedBy("io.oneport.client.load")
                .layer("wire")
                .definedBy("io.oneport.client.wire")
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
                .whereLayer("experiment")
                .mayOnlyBeAccessedByLayers("main")
                .whereLayer("run")
                .mayOnlyBeAccessedByLayers("main", "experiment")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("main", "run", "experiment")
                .whereLayer("load")
                .mayOnlyBeAccessedByLayers("run", "experiment")
                .whereLayer("wire")
                .mayOnlyBeAccessedByLayers("load", "run", "experiment")
                .whereLayer("result")
                .mayOnlyBeAccessedByLayers("load", "run", "experiment", "report")
                .whereLayer("cli")
                .mayOnlyBeAccessedByLayers("main", "sequence", "cat", "pub", "sub", "run", "experiment")
                .whereLayer("net")
                .mayOnlyBeAccessedByLayers("sequence", "cat", "pub", "sub", "cli", "run", "experiment", "load", "wire")
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
                .resideInAnyPackage("io.oneport.client.net", "io.oneport.client.wire", "io.oneport.client.load")
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
                .resideInAnyPackage("io.oneport.client.net", "io.oneport.client.wire", "io.oneport.client.load")
                .check(CLASSES);
    }

    @Test
    void hostileSocketsKnowOnlyWires() {
        noClasses()
                .that()
                .resideInAPackage("io.oneport.client.hostile")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "picocli..", "io.oneport.client.load", "io.oneport.client.run")
                .check(CLASSES);
    }
}
