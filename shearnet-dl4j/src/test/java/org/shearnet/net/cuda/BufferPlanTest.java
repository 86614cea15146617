package org.shearnet.net.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BufferPlanTest {

    @Test
    void buffersThatNeverLiveTogetherShareTheirRoom() {
        BufferPlan plan = new BufferPlan();
        BufferPlan.Buffer first = plan.add(1000, 0);
        BufferPlan.Buffer second = plan.add(1000, 1);
        first.use(1);
        BufferPlan.Buffer third = plan.add(1000, 2);
        assertThat(plan.place()).isEqualTo(2 * 1024);
        assertThat(third.offset()).isEqualTo(first.offset());
        assertThat(second.offset()).isNotEqualTo(first.offset());
    }

    @Test
    void noTwoBuffersMeetInSpaceAndTime() {
        SplittableRandom random = new SplittableRandom(1);
        BufferPlan plan = new BufferPlan();
        List<BufferPlan.Buffer> buffers = new ArrayList<>();
        List<long[]> lives = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < 60; i++) {
            long bytes = 256L * (1 + random.nextInt(20));
            int from = random.nextInt(30);
            int to = from + random.nextInt(8);
            BufferPlan.Buffer buffer = plan.add(bytes, from);
            buffer.use(to);
            buffers.add(buffer);
            lives.add(new long[] {from, to, bytes});
            sum += bytes;
        }
        long all = plan.place();
        assertThat(all).isLessThan(sum / 2);
        for (int i = 0; i < buffers.size(); i++) {
            for (int k = 0; k < i; k++) {
                long[] a = lives.get(i);
                long[] b = lives.get(k);
                boolean together = a[0] <= b[1] && b[0] <= a[1];
                long at = buffers.get(i).offset();
                long other = buffers.get(k).offset();
                assertThat(together && at < other + b[2] && other < at + a[2]).isFalse();
                assertThat(at % 256).isZero();
                assertThat(at + a[2]).isLessThanOrEqualTo(all);
            }
        }
    }

    @Test
    void aPlanIsMadeBeforeItIsRead() {
        assertThatThrownBy(() -> new BufferPlan().add(1, 0).offset()).isInstanceOf(IllegalStateException.class);
    }
}
