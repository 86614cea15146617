// Convolutional block attention: a weight for each channel of a stamp, then one for each pixel. The channel kernels have a
// block of 256 threads a stamp.

#define SIDE 7
#define TAPS 49

struct Attended {
    int batch;
    int height;
    int width;
    int channels;
    int hidden;
};

__device__ static inline float sigmoid(float z) {
    return 1.0f / (1.0f + expf(-z));
}

// mean and maximum of each channel, [batch][2][channels], and where the maximum lies
extern "C" __global__ void channel_summary(Attended f, const float* x, float* summary, int* peak) {
    __shared__ float sums[256];
    __shared__ float highest[256];
    __shared__ int places[256];
    int tid = threadIdx.x;
    int pixels = f.height * f.width;
    int lanes = f.channels < 256 ? f.channels : 256;
    int helpers = 256 / lanes;
    int lane = tid % lanes;
    int helper = tid / lanes;
    const float* stamp = x + (whole)blockIdx.x * pixels * f.channels;
    for (int first = 0; first < f.channels; first += lanes) {
        int c = first + lane;
        float sum = 0.0f;
        float most = 0.0f;
        int place = -1;
        if (helper < helpers && c < f.channels) {
            for (int q = helper; q < pixels; q += helpers) {
                float value = stamp[(whole)q * f.channels + c];
                sum += value;
                if (place < 0 || value > most) {
                    most = value;
                    place = q;
                }
            }
        }
        sums[tid] = sum;
        highest[tid] = most;
        places[tid] = place;
        __syncthreads();
        if (helper == 0 && c < f.channels) {
            for (int h = 1; h < helpers; h++) {
                int other = h * lanes + lane;
                sum += sums[other];
                if (places[other] >= 0
                        && (highest[other] > most || (highest[other] == most && places[other] < place))) {
                    most = highest[other];
                    place = places[other];
                }
            }
            summary[(2 * (whole)blockIdx.x) * f.channels + c] = sum / pixels;
            summary[(2 * (whole)blockIdx.x + 1) * f.channels + c] = most;
            peak[(whole)blockIdx.x * f.channels + c] = place;
        }
        __syncthreads();
    }
}

// inner [batch][2][hidden], the shared network's hidden layer for mean and maximum; weight [batch][channels]
extern "C" __global__ void channel_weights(
        Attended f, const float* summary, const float* w1, const float* b1, const float* w2, const float* b2, float* inner, float* weight) {
    int tid = threadIdx.x;
    whole n = blockIdx.x;
    for (int u = tid; u < 2 * f.hidden; u += 256) {
        int h = u % f.hidden;
        const float* of = summary + (2 * n + u / f.hidden) * f.channels;
        float sum = b1[h];
        for (int c = 0; c < f.channels; c++) {
            sum += of[c] * w1[c * f.hidden + h];
        }
        inner[2 * n * f.hidden + u] = sum < 0.0f ? 0.0f : sum;
    }
    __syncthreads();
    for (int c = tid; c < f.channels; c += 256) {
        float z = 2.0f * b2[c];
        for (int u = 0; u < 2 * f.hidden; u++) {
            z += inner[2 * n * f.hidden + u] * w2[u % f.hidden * f.channels + c];
        }
        weight[n * f.channels + c] = sigmoid(z);
    }
}

// mean and maximum over the weighted channels of each pixel, [batch][pixels][2], and which channel is the strongest
extern "C" __global__ void pixel_planes(Attended f, const float* x, const float* weight, float* planes, int* strongest) {
    int pixels = f.height * f.width;
    for (whole q = thread(); q < (whole)f.batch * pixels; q += threads()) {
        const float* of = x + q * f.channels;
        const float* by = weight + q / pixels * f.channels;
        float sum = 0.0f;
        float most = 0.0f;
        int best = -1;
        for (int c = 0; c < f.channels; c++) {
            float value = of[c] * by[c];
            sum += value;
            if (best < 0 || value > most) {
                most = value;
                best = c;
            }
        }
        planes[2 * q] = sum / f.channels;
        planes[2 * q + 1] = most;
        strongest[q] = best;
    }
}

extern "C" __global__ void pixel_weights(Attended f, const float* planes, const float* k, const float* b, float* pixelWeight) {
    int pixels = f.height * f.width;
    for (whole q = thread(); q < (whole)f.batch * pixels; q += threads()) {
        int column = q % f.width;
        int row = q / f.width % f.height;
        const float* stamp = planes + q / pixels * pixels * 2;
        float z = b[0];
        for (int tap = 0; tap < TAPS; tap++) {
            int i = row + tap / SIDE - SIDE / 2;
            int j = column + tap % SIDE - SIDE / 2;
            if (i >= 0 && i < f.height && j >= 0 && j < f.width) {
                const float* at = stamp + 2 * (i * f.width + j);
                z += at[0] * k[2 * tap] + at[1] * k[2 * tap + 1];
            }
        }
        pixelWeight[q] = sigmoid(z);
    }
}

extern "C" __global__ void attend(Attended f, const float* x, const float* weight, const float* pixelWeight, float* y) {
    int pixels = f.height * f.width;
    for (whole i = thread(); i < (whole)f.batch * pixels * f.channels; i += threads()) {
        whole q = i / f.channels;
        y[i] = x[i] * weight[q / pixels * f.channels + i % f.channels] * pixelWeight[q];
    }
}

extern "C" __global__ void logit_gradient(Attended f, const float* x, const float* weight, const float* pixelWeight, const float* dy, float* dLogit) {
    int pixels = f.height * f.width;
    for (whole q = thread(); q < (whole)f.batch * pixels; q += threads()) {
        const float* by = weight + q / pixels * f.channels;
        float sum = 0.0f;
        for (int c = 0; c < f.channels; c++) {
            sum += dy[q * f.channels + c] * (x[q * f.channels + c] * by[c]);
        }
        dLogit[q] = sum * pixelWeight[q] * (1.0f - pixelWeight[q]);
    }
}

extern "C" __global__ void plane_gradient(Attended f, const float* dLogit, const float* k, float* dPlanes) {
    int pixels = f.height * f.width;
    for (whole q = thread(); q < (whole)f.batch * pixels; q += threads()) {
        int column = q % f.width;
        int row = q / f.width % f.height;
        const float* stamp = dLogit + q / pixels * pixels;
        float mean = 0.0f;
        float most = 0.0f;
        for (int tap = 0; tap < TAPS; tap++) {
            int i = row - (tap / SIDE - SIDE / 2);
            int j = column - (tap % SIDE - SIDE / 2);
            if (i >= 0 && i < f.height && j >= 0 && j < f.width) {
                float d = stamp[i * f.width + j];
                mean += d * k[2 * tap];
                most += d * k[2 * tap + 1];
            }
        }
        dPlanes[2 * q] = mean;
        dPlanes[2 * q + 1] = most;
    }
}

// a stamp's share of the gradients of the spatial kernel and its bias, [batch][99]; two helpers a number
extern "C" __global__ void spatial_gradient(Attended f, const float* planes, const float* dLogit, float* parts) {
    __shared__ float sums[256];
    int pixels = f.height * f.width;
    int u = threadIdx.x % 128;
    int helper = threadIdx.x / 128;
    const float* in = planes + (whole)blockIdx.x * pixels * 2;
    const float* d = dLogit + (whole)blockIdx.x * pixels;
    float sum = 0.0f;
    if (u <= 2 * TAPS) {
        int down = u / 2 / SIDE - SIDE / 2;
        int right = u / 2 % SIDE - SIDE / 2;
        for (int row = helper; row < f.height; row += 2) {
            float inRow = 0.0f;
            for (int column = 0; column < f.width; column++) {
                if (u == 2 * TAPS) {
                    inRow += d[row * f.width + column];
                } else {
                    int i = row + down;
                    int j = column + right;
                    if (i >= 0 && i < f.height && j >= 0 && j < f.width) {
                        inRow += d[row * f.width + column] * in[2 * (i * f.width + j) + u % 2];
                    }
                }
            }
            sum += inRow;
        }
    }
    sums[threadIdx.x] = sum;
    __syncthreads();
    if (helper == 0 && u <= 2 * TAPS) {
        parts[(whole)blockIdx.x * (2 * TAPS + 1) + u] = sum + sums[128 + u];
    }
}

// the gradient at the input but for the share of the channels' summaries, and the sum of d x over each channel, [batch][channels]
extern "C" __global__ void weighted_gradient(
        Attended f, const float* x, const float* weight, const float* pixelWeight, const int* strongest, const float* dPlanes, const float* dy, float* dChannel, float* dx) {
    __shared__ float sums[256];
    int tid = threadIdx.x;
    whole n = blockIdx.x;
    int pixels = f.height * f.width;
    int lanes = f.channels < 256 ? f.channels : 256;
    int helpers = 256 / lanes;
    int lane = tid % lanes;
    int helper = tid / lanes;
    for (int first = 0; first < f.channels; first += lanes) {
        int c = first + lane;
        float sum = 0.0f;
        if (helper < helpers && c < f.channels) {
            for (int p = helper; p < pixels; p += helpers) {
                whole q = n * pixels + p;
                whole i = q * f.channels + c;
                float d = dy[i] * pixelWeight[q] + dPlanes[2 * q] / f.channels
                        + (strongest[q] == c ? dPlanes[2 * q + 1] : 0.0f);
                sum += d * x[i];
                dx[i] = d * weight[n * f.channels + c];
            }
        }
        sums[tid] = sum;
        __syncthreads();
        if (helper == 0 && c < f.channels) {
            for (int h = 1; h < helpers; h++) {
                sum += sums[h * lanes + lane];
            }
            dChannel[n * f.channels + c] = sum;
        }
        __syncthreads();
    }
}

// The shared network's gradients: a stamp's share of those of W1, b1, W2 and b2 behind one another, and those at its
// summaries, [batch][2][channels]. dChannel becomes the gradient before the channels' sigmoid.
extern "C" __global__ void shared_gradient(
        Attended f, const float* summary, const float* inner, const float* weight, const float* w1, const float* w2, float* dChannel, float* dInner, float* parts, float* dSummary) {
    int tid = threadIdx.x;
    whole n = blockIdx.x;
    int matrix = f.channels * f.hidden;
    float* g1 = parts + n * (2 * matrix + f.hidden + f.channels);
    float* gb1 = g1 + matrix;
    float* g2 = gb1 + f.hidden;
    float* gb2 = g2 + matrix;
    float* dz = dChannel + n * f.channels;
    float* d = dInner + n * 2 * f.hidden;
    const float* in = inner + n * 2 * f.hidden;
    for (int c = tid; c < f.channels; c += 256) {
        float own = weight[n * f.channels + c];
        dz[c] *= own * (1.0f - own);
        gb2[c] = 2.0f * dz[c];
    }
    __syncthreads();
    for (int u = tid; u < matrix; u += 256) {
        int h = u / f.channels;
        g2[u] = dz[u % f.channels] * (in[h] + in[f.hidden + h]);
    }
    for (int u = tid; u < 2 * f.hidden; u += 256) {
        float sum = 0.0f;
        for (int c = 0; c < f.channels && in[u] > 0.0f; c++) {
            sum += dz[c] * w2[u % f.hidden * f.channels + c];
        }
        d[u] = sum;
    }
    __syncthreads();
    for (int h = tid; h < f.hidden; h += 256) {
        gb1[h] = d[h] + d[f.hidden + h];
    }
    for (int u = tid; u < matrix; u += 256) {
        int c = u / f.hidden;
        int h = u % f.hidden;
        g1[u] = d[h] * summary[2 * n * f.channels + c] + d[f.hidden + h] * summary[(2 * n + 1) * f.channels + c];
    }
    for (int u = tid; u < 2 * f.channels; u += 256) {
        int c = u % f.channels;
        const float* of = d + u / f.channels * f.hidden;
        float sum = 0.0f;
        for (int h = 0; h < f.hidden; h++) {
            sum += of[h] * w1[c * f.hidden + h];
        }
        dSummary[2 * n * f.channels + u] = sum;
    }
}

extern "C" __global__ void summary_gradient(Attended f, const float* dSummary, const int* peak, float* dx) {
    int pixels = f.height * f.width;
    for (whole i = thread(); i < (whole)f.batch * pixels * f.channels; i += threads()) {
        int c = i % f.channels;
        int q = i / f.channels % pixels;
        whole n = i / f.channels / pixels;
        dx[i] += dSummary[2 * n * f.channels + c] / pixels
                + (peak[n * f.channels + c] == q ? dSummary[(2 * n + 1) * f.channels + c] : 0.0f);
    }
}
