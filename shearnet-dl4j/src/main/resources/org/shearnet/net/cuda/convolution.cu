// Convolutions as matrix products whose left side is gathered from the maps on the way (implicit GEMM). A block of 128
// threads computes 128 pixels by COLUMNS channels; each thread 8 pixels by COLUMNS / 8 channels, in registers.

struct Window {
    int height;
    int width;
    int channels; // of the maps that are read
    int rows;
    int columns;
    int outputs; // of the maps that are written
    int kernel;
    int stride;
    int dilation;
    int top;
    int left;
    int pixels; // batch * rows * columns
    int transposed; // whether maps are written that a convolution of this stride would read
    int activation;
};

#define PIXELS 128
#define DEPTH 8

// the pixel that is read below tap (p, q) of the pixel (i, j) written; -1 where there is none
__device__ static inline int tapped(const Window& w, int i, int j, int p, int q) {
    int row;
    int column;
    if (w.transposed) {
        int down = i + w.top - p * w.dilation;
        int right = j + w.left - q * w.dilation;
        if (down < 0 || right < 0 || down % w.stride != 0 || right % w.stride != 0) {
            return -1;
        }
        row = down / w.stride;
        column = right / w.stride;
    } else {
        row = i * w.stride - w.top + p * w.dilation;
        column = j * w.stride - w.left + q * w.dilation;
    }
    return row >= 0 && row < w.height && column >= 0 && column < w.width ? row * w.width + column : -1;
}

// RUNS: the channels read are a multiple of 8, so that each slice of the depth lies in one tap
template <int COLUMNS, bool RUNS>
__device__ static inline void convolve(
        const Window& w, const float* __restrict__ x, const float* __restrict__ weights, const float* bias, float* z, float* y) {
    const int WIDE = COLUMNS / 8; // columns of a thread
    const int VECTOR = WIDE % 4 == 0 ? 4 : 2;
    const int SHARE = COLUMNS * DEPTH / PIXELS; // numbers of the right side that a thread fetches
    __shared__ __align__(16) float left[2][DEPTH][PIXELS];
    __shared__ __align__(16) float right[2][DEPTH][COLUMNS];
    int tid = threadIdx.x;
    int across = tid % 8;
    int down = tid / 8;
    int first = blockIdx.y * COLUMNS;
    int depth = w.kernel * w.kernel * w.channels;
    int slices = (depth + DEPTH - 1) / DEPTH;

    int pixel = blockIdx.x * PIXELS + tid;
    bool inside = pixel < w.pixels;
    int j = pixel % w.columns;
    int i = pixel / w.columns % w.rows;
    const float* stamp = x + (whole)(pixel / w.columns / w.rows) * w.height * w.width * w.channels;

    float a[DEPTH];
    float b[SHARE];
    int channel = 0; // of the next slice, with its tap
    int p = 0;
    int q = 0;
    auto fetch = [&](int slice) {
        if (RUNS) {
            int at = inside ? tapped(w, i, j, p, q) : -1;
            if (at >= 0) {
                const float4* from = (const float4*)(stamp + (whole)at * w.channels + channel);
                float4 low = from[0];
                float4 high = from[1];
                a[0] = low.x;
                a[1] = low.y;
                a[2] = low.z;
                a[3] = low.w;
                a[4] = high.x;
                a[5] = high.y;
                a[6] = high.z;
                a[7] = high.w;
            } else {
                for (int e = 0; e < DEPTH; e++) {
                    a[e] = 0.0f;
                }
            }
            channel += DEPTH;
            if (channel == w.channels) {
                channel = 0;
                q++;
                if (q == w.kernel) {
                    q = 0;
                    p++;
                }
            }
        } else {
            for (int e = 0; e < DEPTH; e++) {
                int k = slice * DEPTH + e;
                int tap = k / w.channels;
                int at = inside && k < depth ? tapped(w, i, j, tap / w.kernel, tap % w.kernel) : -1;
                a[e] = at >= 0 ? stamp[(whole)at * w.channels + k % w.channels] : 0.0f;
            }
        }
        for (int e = 0; e < SHARE; e++) {
            int place = tid + e * PIXELS;
            int k = slice * DEPTH + place / COLUMNS;
            int c = first + place % COLUMNS;
            b[e] = k < depth && c < w.outputs ? weights[(whole)k * w.outputs + c] : 0.0f;
        }
    };
    auto keep = [&](int buffer) {
        for (int e = 0; e < DEPTH; e++) {
            left[buffer][e][tid] = a[e];
        }
        for (int e = 0; e < SHARE; e++) {
            int place = tid + e * PIXELS;
            right[buffer][place / COLUMNS][place % COLUMNS] = b[e];
        }
    };

    float sums[8][WIDE];
#pragma unroll
    for (int r = 0; r < 8; r++) {
#pragma unroll
        for (int c = 0; c < WIDE; c++) {
            sums[r][c] = 0.0f;
        }
    }
    // a slice is fetched while the one before it is multiplied
    for (int slice = 0; slice <= slices; slice++) {
        if (slice < slices) {
            fetch(slice);
        }
        if (slice > 0) {
            int buffer = (slice - 1) % 2;
#pragma unroll
            for (int k = 0; k < DEPTH; k++) {
                float l[8];
                float r[WIDE];
#pragma unroll
                for (int e = 0; e < 8; e++) {
                    l[e] = left[buffer][k][down * 8 + e];
                }
#pragma unroll
                for (int e = 0; e < WIDE; e++) {
                    r[e] = right[buffer][k][e / VECTOR * 8 * VECTOR + across * VECTOR + e % VECTOR];
                }
#pragma unroll
                for (int e = 0; e < 8; e++) {
#pragma unroll
                    for (int c = 0; c < WIDE; c++) {
                        sums[e][c] += l[e] * r[c];
                    }
                }
            }
        }
        if (slice < slices) {
            keep(slice % 2);
        }
        __syncthreads();
    }
#pragma unroll
    for (int e = 0; e < 8; e++) {
        int row = blockIdx.x * PIXELS + down * 8 + e;
        if (row < w.pixels) {
#pragma unroll
            for (int c = 0; c < WIDE; c++) {
                int column = first + c / VECTOR * 8 * VECTOR + across * VECTOR + c % VECTOR;
                if (column < w.outputs) {
                    float value = sums[e][c] + (bias != nullptr ? bias[column] : 0.0f);
                    if (z != nullptr) {
                        z[(whole)row * w.outputs + column] = value;
                    }
                    y[(whole)row * w.outputs + column] = w.activation == IDENTITY ? value
                            : w.activation == RELU             ? (value < 0.0f ? 0.0f : value)
                                                               : curved(w.activation, value);
                }
            }
        }
    }
}

extern "C" __global__ void __launch_bounds__(128) convolve_16(Window w, const float* x, const float* weights, const float* bias, float* z, float* y) {
    convolve<16, false>(w, x, weights, bias, z, y);
}

extern "C" __global__ void __launch_bounds__(128) convolve_32(Window w, const float* x, const float* weights, const float* bias, float* z, float* y) {
    convolve<32, false>(w, x, weights, bias, z, y);
}

extern "C" __global__ void __launch_bounds__(128) convolve_48(Window w, const float* x, const float* weights, const float* bias, float* z, float* y) {
    convolve<48, false>(w, x, weights, bias, z, y);
}

extern "C" __global__ void __launch_bounds__(128) convolve_64(Window w, const float* x, const float* weights, const float* bias, float* z, float* y) {
    convolve<64, false>(w, x, weights, bias, z, y);
}

extern "C" __global__ void __launch_bounds__(128) convolve_runs_16(Window w, const float* x, const float* weights, const float* bias, float* z, float* y) {
    convolve<16, true>(w, x, weights, bias, z, y);
}

extern "C" __global__ void __launch_bounds__(128) convolve_runs_32(Window w, const float* x, const float* weights, const float* bias, float* z, float* y) {
    convolve<32, true>(w, x, weights, bias, z, y);
}

extern "C" __global__ void __launch_bounds__(128) convolve_runs_48(Window w, const float* x, const float* weights, const float* bias, float* z, float* y) {
    convolve<48, true>(w, x, weights, bias, z, y);
}

extern "C" __global__ void __launch_bounds__(128) convolve_runs_64(Window w, const float* x, const float* weights, const float* bias, float* z, float* y) {
    convolve<64, true>(w, x, weights, bias, z, y);
}

// weights [taps][inputs][outputs] as [taps][outputs][inputs], for the gradient at the input
extern "C" __global__ void transpose_weights(int taps, int inputs, int outputs, const float* w, float* t) {
    whole size = (whole)taps * inputs * outputs;
    for (whole i = thread(); i < size; i += threads()) {
        int o = i % outputs;
        int c = i / outputs % inputs;
        whole tap = i / outputs / inputs;
        t[(tap * outputs + o) * inputs + c] = w[i];
    }
}

// Gradient of the weights over a share of the pixels: parts [gridDim.z][taps * channels][outputs]. A block of 128 threads
// computes 64 rows (taps times channels) by COLUMNS outputs, 16 pixels at a time.
#define TALL 64
#define STEP 16
#define LEVEL 32

template <int COLUMNS>
__device__ static inline void weight_gradient(
        const Window& w, const float* __restrict__ x, const float* __restrict__ dy, float* parts) {
    const int WIDE = COLUMNS / 16;
    const int SHARE = COLUMNS * STEP / 128;
    __shared__ __align__(16) float left[STEP][TALL];
    __shared__ __align__(16) float right[STEP][COLUMNS];
    __shared__ int corner[STEP][3]; // row and column of the first tap, and the row of pixels its stamp starts with
    int tid = threadIdx.x;
    int across = tid % 16;
    int down = tid / 16;
    int depth = w.kernel * w.kernel * w.channels;
    int k = blockIdx.x * TALL + tid % TALL;
    int first = blockIdx.y * COLUMNS;
    int tap = k / w.channels;
    int channel = k % w.channels;
    int p = tap / w.kernel * w.dilation;
    int q = tap % w.kernel * w.dilation;
    whole share = ((whole)w.pixels + gridDim.z - 1) / gridDim.z;
    whole from = blockIdx.z * share;
    whole to = from + share < w.pixels ? from + share : w.pixels;

    // sums of sums, so that long sums lose no digits
    float total[8][WIDE];
    float sums[8][WIDE];
#pragma unroll
    for (int r = 0; r < 8; r++) {
#pragma unroll
        for (int c = 0; c < WIDE; c++) {
            total[r][c] = 0.0f;
            sums[r][c] = 0.0f;
        }
    }
    int level = 0;
    for (whole start = from; start < to; start += STEP) {
        if (tid < STEP) {
            int pixel = (int)(start + tid);
            int n = pixel / w.columns / w.rows;
            corner[tid][0] = pixel / w.columns % w.rows * w.stride - w.top;
            corner[tid][1] = pixel % w.columns * w.stride - w.left;
            corner[tid][2] = n * w.height;
        }
        __syncthreads();
#pragma unroll
        for (int e = 0; e < STEP / 2; e++) {
            int m = tid / TALL + 2 * e;
            int row = corner[m][0] + p;
            int column = corner[m][1] + q;
            bool there = k < depth && start + m < to && row >= 0 && row < w.height && column >= 0 && column < w.width;
            left[m][tid % TALL] =
                    there ? x[((whole)(corner[m][2] + row) * w.width + column) * w.channels + channel] : 0.0f;
        }
#pragma unroll
        for (int e = 0; e < SHARE; e++) {
            int place = tid + e * 128;
            int m = place / COLUMNS;
            int c = first + place % COLUMNS;
            right[m][place % COLUMNS] = start + m < to && c < w.outputs ? dy[(start + m) * w.outputs + c] : 0.0f;
        }
        __syncthreads();
#pragma unroll
        for (int m = 0; m < STEP; m++) {
            float l[8];
            float r[WIDE];
#pragma unroll
            for (int e = 0; e < 8; e++) {
                l[e] = left[m][down * 8 + e];
            }
#pragma unroll
            for (int e = 0; e < WIDE; e++) {
                r[e] = right[m][across * WIDE + e];
            }
#pragma unroll
            for (int e = 0; e < 8; e++) {
#pragma unroll
                for (int c = 0; c < WIDE; c++) {
                    sums[e][c] += l[e] * r[c];
                }
            }
        }
        if (++level == LEVEL || start + STEP >= to) {
            level = 0;
#pragma unroll
            for (int r = 0; r < 8; r++) {
#pragma unroll
                for (int c = 0; c < WIDE; c++) {
                    total[r][c] += sums[r][c];
                    sums[r][c] = 0.0f;
                }
            }
        }
        __syncthreads();
    }
    float* part = parts + (whole)blockIdx.z * depth * w.outputs;
    for (int e = 0; e < 8; e++) {
        int row = blockIdx.x * TALL + down * 8 + e;
        for (int c = 0; c < WIDE; c++) {
            int column = first + across * WIDE + c;
            if (row < depth && column < w.outputs) {
                part[(whole)row * w.outputs + column] = total[e][c];
            }
        }
    }
}

extern "C" __global__ void __launch_bounds__(128) weight_gradient_16(Window w, const float* x, const float* dy, float* parts) {
    weight_gradient<16>(w, x, dy, parts);
}

extern "C" __global__ void __launch_bounds__(128) weight_gradient_32(Window w, const float* x, const float* dy, float* parts) {
    weight_gradient<32>(w, x, dy, parts);
}

extern "C" __global__ void __launch_bounds__(128) weight_gradient_48(Window w, const float* x, const float* dy, float* parts) {
    weight_gradient<48>(w, x, dy, parts);
}

extern "C" __global__ void __launch_bounds__(128) weight_gradient_64(Window w, const float* x, const float* dy, float* parts) {
    weight_gradient<64>(w, x, dy, parts);
}
