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
import org.junit.jupiter.api.Test;

/** The walls: which package may know which. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.oneport");

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.oneport.server.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void httpUpgradeAndWebSocketNeverSeeEachOther() {
        String[] stages = {"io.oneport.server.http..", "io.oneport.server.upgrade..", "io.oneport.server.websocket.."};
        for (String stage : stages) {
            for (String other : stages) {
                if (!stage.equals(other)) {
                    mayNotKnow(stage, other);
                }
            }
        }
    }

    @Test
    void lowerPackagesKnowNoneAbove() {
        mayNotKnow("io.oneport.server.socket..", "io.oneport.server.(pipeline|http|upgrade|websocket|net|admin)..");
        mayNotKnow(
                "io.oneport.server.loop..",
                "io.oneport.server.(http|websocket|net|pipeline|socket|upgrade|session|topic|admin|access)..");
        mayNotKnow("io.oneport.server.pipeline..", "io.oneport.server.(http|upgrade|websocket|net|admin)..");
        mayNotKnow("io.oneport.server.(http|upgrade|websocket)..", "io.oneport.server.(net|admin)..");
        mayNotKnow("io.oneport.server.net..", "io.oneport.server.admin..");
        mayNotKnow("io.oneport.server.(*)..", "io.oneport.server");
    }

    @Test
    void protocolTopicsAndLoopKnowNoNetty() {
        mayNotKnow("io.oneport.protocol..", "io.netty..");
        mayNotKnow("io.oneport.server.topic..", "io.netty..");
        mayNotKnow("io.oneport.server.loop..", "io.netty..");
    }

    @Test
    void topicsKnowNoSocketAndSessionsNoTransport() {
        mayNotKnow(
                "io.oneport.server.topic..",
                "io.oneport.server.(http|websocket|net|pipeline|socket|upgrade|session|admin|access)..");
        mayNotKnow("io.oneport.server.session..", "io.oneport.server.(http|websocket|net|pipeline|socket|upgrade)..");
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
