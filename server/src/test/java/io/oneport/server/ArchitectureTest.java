package io.oneport.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.channel.ChannelPipeline;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The walls: which package may know which. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.oneport");

    /** From the top; a layer may know those below it, and none above. */
    private static final List<String> LAYERS = List.of(
            "app",
            "features",
            "http1|websocket|upgrade",
            "session",
            "broker",
            "auth",
            "front|observe",
            "connection",
            "loop|log");

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.oneport.server.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void layersKnowNoneAbove() {
        for (int i = 1; i < LAYERS.size(); i++) {
            mayNotKnow(
                    "io.oneport.server.(" + LAYERS.get(i) + ")..",
                    "io.oneport.server.(" + String.join("|", LAYERS.subList(0, i)) + ")..");
        }
    }

    @Test
    void everyPackageIsInALayer() {
        noClasses()
                .that()
                .resideInAPackage("io.oneport.server..")
                .should()
                .resideOutsideOfPackages("io.oneport.server", "io.oneport.server.(" + String.join("|", LAYERS) + ")..")
                .check(CLASSES);
    }

    @Test
    void protocolsAndFeaturesNeverSeeEachOther() {
        for (List<String> rooms :
                List.of(List.of("http1", "upgrade", "websocket"), List.of("features.admin", "features.metrics"))) {
            for (String room : rooms) {
                for (String other : rooms) {
                    if (!room.equals(other)) {
                        mayNotKnow("io.oneport.server." + room + "..", "io.oneport.server." + other + "..");
                    }
                }
            }
        }
    }

    @Test
    void protocolBrokerAndLoopKnowNoNetty() {
        mayNotKnow("io.oneport.protocol..", "io.netty..");
        mayNotKnow("io.oneport.server.(broker|loop)..", "io.netty..");
        mayNotKnow("io.oneport.server.broker", "io.oneport.server.broker.memory..");
    }

    @Test
    void brokerAndSessionKnowNoConnection() {
        mayNotKnow("io.oneport.server.(broker|session)..", "io.oneport.server.(connection|auth)..");
    }

    /** The ledger listens: whoever serves a socket knows the connection, and not who counts it. */
    @Test
    void onlyAppAndOperatorsFeaturesKnowTheLedger() {
        mayNotKnow(
                "io.oneport.server.(connection|front|http1|websocket|upgrade|session|broker|auth|loop|log)..",
                "io.oneport.server.observe..");
    }

    /** The stages that speak a protocol are handed in. */
    @Test
    void frontAndObserveKnowConnectionAndNotEachOther() {
        mayNotKnow("io.oneport.server.observe..", "io.oneport.server.(front|auth)..");
        mayNotKnow("io.oneport.server.front..", "io.oneport.server.(observe|auth|http1|websocket|upgrade)..");
    }

    /** Nothing of any protocol: not HTTP, not WebSocket. */
    @Test
    void connectionObserveAndFrontKnowNoProtocol() {
        mayNotKnow("io.oneport.server.(connection|observe|front)..", "io.netty.handler..");
        mayNotKnow("io.oneport.server.observe..", "io.netty..");
    }

    @Test
    void onlyStagesAndTheSwitchRewriteAPipeline() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Stage")
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(
                                JavaClass.Predicates.assignableTo(ChannelPipeline.class)))
                        .and(JavaCall.Predicates.target(HasName.Predicates.nameMatching("add.*|remove.*|replace"))))
                .check(CLASSES);
    }

    private static void mayNotKnow(String these, String those) {
        noClasses()
                .that()
                .resideInAPackage(these)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(those)
                .check(CLASSES);
    }
}
