package io.oneport.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.netty.channel.ChannelPipeline;
import io.oneport.server.broker.Topics;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.SocketContext;
import io.oneport.server.session.TopicAccess;
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
            "api",
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
        for (List<String> rooms : List.of(
                List.of("http1", "upgrade", "websocket"),
                List.of(
                        "features.admin",
                        "features.echo",
                        "features.files",
                        "features.landing",
                        "features.metrics",
                        "features.topics"))) {
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
    void everyFeatureIsListedAbove() {
        noClasses()
                .that()
                .resideInAPackage("io.oneport.server.features..")
                .should()
                .resideOutsideOfPackage("io.oneport.server.features.(admin|echo|files|landing|metrics|topics)..")
                .check(CLASSES);
    }

    /** Of a socket they see its event loop and its accounting; no channel, no pipeline, no protocol's bytes. */
    @Test
    void apiAndFeaturesKnowNoNettyAndNoProtocol() {
        mayNotKnow("io.oneport.server.api..", "io.netty..");
        mayNotKnow("io.oneport.server.features..", "io.netty.(bootstrap|buffer|channel|handler)..");
        mayNotKnow("io.oneport.server.features..", "io.oneport.server.(front|http1|websocket|upgrade)..");
        noClasses()
                .that()
                .resideInAPackage("io.oneport.server.api..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.oneport.server.connection..")
                        .and(not(JavaClass.Predicates.belongToAnyOf(SocketContext.class, Protocol.class))))
                .check(CLASSES);
    }

    @Test
    void protocolsKnowNoTopics() {
        mayNotKnow("io.oneport.server.(front|http1|websocket|upgrade)..", "io.oneport.server.(session|broker)..");
    }

    /** What is one thing in several files: a connection is in the lists of its worker, which links it and tells who listens. */
    private static final List<String> ONE_THING = List.of(
            "Connection",
            "CountedConnection",
            "AddressedConnection",
            "WatchedConnection",
            "WorkerConnections",
            "Partings",
            "FailureIsolation",
            "ConnectionListener",
            "DeadlineWheel",
            "OpenConnections");

    /**
     * A ring of classes can only be understood as a whole; nested classes count as their outer ones. What a sealed type permits
     * does not count, such as the refusal that is a result of a publication and of a read alike.
     */
    @Test
    void classesOfAPackageFormNoCycle() {
        List<String> rooms = List.of(
                "app",
                "http1",
                "websocket",
                "upgrade",
                "api",
                "auth",
                "auth.jwt",
                "session",
                "broker",
                "broker.log",
                "broker.memory",
                "broker.redis",
                "front",
                "front.tls",
                "observe",
                "connection",
                "features.admin",
                "features.echo",
                "features.files",
                "features.landing",
                "features.metrics",
                "features.topics",
                "log",
                "log.access",
                "loop");
        for (String room : rooms) {
            slices().assignedFrom(new ByOuterClass("io.oneport.server." + room))
                    .should()
                    .beFreeOfCycles()
                    .as("classes of " + room + " should form no cycle")
                    .check(CLASSES);
        }
    }

    /** A slice for each top-level class of one package. */
    private record ByOuterClass(String room) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            if (!javaClass.getPackageName().equals(room)) {
                return SliceIdentifier.ignore();
            }
            String name = javaClass.getFullName().substring(room.length() + 1);
            int nested = name.indexOf('$');
            String outer = nested < 0 ? name : name.substring(0, nested);
            return SliceIdentifier.of(
                    room.endsWith(".connection") && ONE_THING.contains(outer) ? ONE_THING.get(0) : outer);
        }

        @Override
        public String getDescription() {
            return "classes of " + room;
        }
    }

    /** But for one class, which sees to the end of the channels that Lettuce opens. */
    @Test
    void protocolBrokerAndLoopKnowNoNetty() {
        mayNotKnow("io.oneport.protocol..", "io.netty..");
        noClasses()
                .that()
                .resideInAPackage("io.oneport.server.(broker|loop)..")
                .and()
                .doNotHaveSimpleName("EngineChannels")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void brokerAndSessionKnowNoConnection() {
        mayNotKnow("io.oneport.server.(broker|session)..", "io.oneport.server.(connection|auth)..");
    }

    /** The ledger listens: whoever serves a socket knows the connection, and not who counts it. */
    @Test
    void onlyAppAndOperatorsFeaturesKnowTheLedger() {
        mayNotKnow(
                "io.oneport.server.(connection|api|front|http1|websocket|upgrade|session|broker|auth|loop|log)..",
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
        mayNotKnow("io.oneport.server.(connection|observe|front)", "io.netty.handler..");
        mayNotKnow("io.oneport.server.front.tls..", "io.netty.handler.codec.http..");
        mayNotKnow("io.oneport.server.observe..", "io.netty..");
    }

    /** Else a transport could publish or subscribe without being asked whether it may. */
    @Test
    void onlyOneClassTakesFeaturesToTopics() {
        noClasses()
                .that()
                .resideInAnyPackage("io.oneport.server.features..", "io.oneport.server.session..")
                .and()
                .areNotAssignableTo(TopicAccess.class)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Topics.class)
                .check(CLASSES);
    }

    @Test
    void onlyTheRootKnowsWhichBrokerThereIs() {
        String brokers = "io.oneport.server.broker.(memory|redis)..";
        mayNotKnow("io.oneport.server.(features|front|http1|websocket|upgrade|session)..", brokers);
        mayNotKnow("io.oneport.server.broker", brokers);
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
