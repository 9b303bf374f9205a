// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.terminal;

import io.aurae.proto.images.v0.PullProgress;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One bar for all blobs together: bytes fetched of the bytes known of so far. */
final class PullBar implements PullView {
    private static final int WIDTH = 80;
    private static final int SHOWN_NAME = 30;
    private static final long MEBIBYTE = 1L << 20;

    private final Map<String, PullProgress> blobs = new HashMap<>();
    private final ProgressBar bar;

    PullBar(PrintStream out, String reference) {
        bar = new ProgressBarBuilder()
                .setTaskName(reference.substring(Math.max(0, reference.length() - SHOWN_NAME)))
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUnit("MiB", MEBIBYTE)
                .setInitialMax(-1)
                .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
                .build();
    }

    @Override
    public void show(PullProgress progress) {
        blobs.put(progress.getDigest(), progress);
        bar.maxHint(
                blobs.values().stream().mapToLong(PullProgress::getTotalBytes).sum());
        bar.stepTo(blobs.values().stream().mapToLong(PullBar::fetched).sum());
        bar.setExtraMessage(unpacking() ? " unpacking" : "");
    }

    private static long fetched(PullProgress blob) {
        return blob.getPhase() == PullProgress.Phase.PHASE_DOWNLOADING ? blob.getCurrentBytes() : blob.getTotalBytes();
    }

    private boolean unpacking() {
        return blobs.values().stream().noneMatch(blob -> blob.getPhase() == PullProgress.Phase.PHASE_DOWNLOADING)
                && blobs.values().stream().anyMatch(blob -> blob.getPhase() == PullProgress.Phase.PHASE_UNPACKING);
    }

    @Override
    public void close() {
        bar.close();
    }
}
