package io.oneport.client;

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
                .whereLayer("cli")
                .mayOnlyBeAccessedByLayers("main", "sequence", "cat", "pub", "sub")
                .whereLayer("net")
                .mayOnlyBeAccessedByLayers("sequence", "cat", "pub", "sub", "cli")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.oneport.client.(*)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void connectionsKnowNoCommandLine() {
        noClasses()
                .that()
                .resideInAPackage("io.oneport.client.net")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "org.jline..")
                .check(CLASSES);
    }

    @Test
    void onlyConnectionsKnowNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.oneport.client.net")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
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
