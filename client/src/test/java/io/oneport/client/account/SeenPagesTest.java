package io.oneport.client.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SeenPagesTest {
    private final SeenPages pages = new SeenPages();

    @Test
    void whatDiffersFromMostIsCounted() {
        pages.add(13, 0xffffffffL);
        for (int i = 0; i < 10; i++) {
            pages.add(13, 7);
        }
        pages.add(12, 7);
        assertEquals(12, pages.total());
        assertEquals(2, pages.different());
    }

    @Test
    void aPageThatVariesHasNoDifferences() {
        for (int i = 0; i < 100; i++) {
            pages.add(13, i);
        }
        assertEquals(100, pages.total());
        assertEquals(0, pages.different());
    }

    @Test
    void workersAgreeOnWhatMostAre() {
        SeenPages other = new SeenPages();
        other.add(1, 1);
        pages.add(2, 2);
        pages.add(2, 2);
        pages.addAll(other);
        assertEquals(3, pages.total());
        assertEquals(1, pages.different());
    }
}
