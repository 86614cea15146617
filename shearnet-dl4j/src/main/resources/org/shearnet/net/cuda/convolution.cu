// Convolutions as matrix products whose left side is gathered from the maps on the way (implicit GEMM). A block of 128
// threads computes 128 pixels by COLUMNS channels, each thread COLUMNS of them in registers: 8 pixels by COLUMNS / 8 channels in
// float32, or the share of a lane in the products of tensor cores.
//
// TERMS: 0 for float32; on tensor cores 1 for operands of 10 bits of mantissa (TF32), 3 for operands split into two such numbers,
// of whose four products the three largest count. Tensor cores add up without rounding to the nearest; so their sums end after 8
// products and are added in float32 (Ootomo & Yokota 2022, arXiv:2203.03341).

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
#define PAD 8 // keeps lanes of a warp on different banks of the shared memory

// A number as tensor cores take it: the nearest of 10 bits and, where three terms count, the nearest to what is left.
template <int TERMS>
struct Split {
    float large;
    float small;
    __device__ Split(float x) : large(TERMS == 0 ? x : tensor_rounded(x)), small(TERMS == 3 ? tensor_rounded(x - large) : 0.0f) {}
};

// Adds the product of 16 rows by 8 columns of shared memory, 8 deep, to a lane's four sums. WIDTH and COLUMNS: distances between
// rows of the two sides; small: how far behind a large part its small part lies.
template <int TERMS, int WIDTH, int COLUMNS>
__device__ static inline void tensor_tile(float* sums, const float* a, int aSmall, const float* b, int bSmall) {
    int group = threadIdx.x % 32 / 4;
    int member = threadIdx.x % 4;
    const float* left = a + member * WIDTH + group;
    const float* right = b + member * COLUMNS + group;
    float l[4] = {left[0], left[8], left[4 * WIDTH], left[4 * WIDTH + 8]};
    float r[2] = {right[0], right[4 * COLUMNS]};
    float d[4] = {0.0f, 0.0f, 0.0f, 0.0f};
    if (TERMS == 3) {
        const float* lefts = left + aSmall;
        const float* rights = right + bSmall;
        float ls[4] = {lefts[0], lefts[8], lefts[4 * WIDTH], lefts[4 * WIDTH + 8]};
        float rs[2] = {rights[0], rights[4 * COLUMNS]};
        tensor_add(d, ls, r);
        tensor_add(d, l, rs);
    }
    tensor_add(d, l, r);
#pragma unroll
    for (int e = 0; e < 4; e++) {
        sums[e] += d[e];
    }
}

// row and column of a lane's e-th sum within a tile of tensor cores
__device__ static inline int tensor_row(int e) {
    return threadIdx.x % 32 / 4 + e / 2 * 8;
}

__device__ static inline int tensor_column(int e) {
    return threadIdx.x % 4 * 2 + e % 2;
}

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
template <int COLUMNS, bool RUNS, int TERMS>
__device__ static inline void convolve(
        const Window& w, const float* __restrict__ x, const float* __restrict__ weights, const float* bias, float* z, float* y) {
    const int WIDE = COLUMNS / 8; // columns of a thread
    const int VECTOR = WIDE % 4 == 0 ? 4 : 2;
    const int SHARE = COLUMNS * DEPTH / PIXELS; // numbers of the right side that a thread fetches
    const int PARTS = TERMS == 3 ? 2 : 1;
    const int LEFT = PIXELS + (TERMS == 0 ? 0 : PAD);
    const int RIGHT = COLUMNS + (TERMS == 0 ? 0 : PAD);
    __shared__ __align__(16) float left[2][PARTS][DEPTH][LEFT];
    __shared__ __align__(16) float right[2][PARTS][DEPTH][RIGHT];
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
            Split<TERMS> split(a[e]);
            left[buffer][0][e][tid] = split.large;
            if (TERMS == 3) {
                left[buffer][PARTS - 1][e][tid] = split.small;
            }
        }
        for (int e = 0; e < SHARE; e++) {
            int place = tid + e * PIXELS;
            Split<TERMS> split(b[e]);
            right[buffer][0][place / COLUMNS][place % COLUMNS] = split.large;
            if (TERMS == 3) {
                right[buffer][PARTS - 1][place / COLUMNS][place % COLUMNS] = split.small;
            }
        }
    };

    float sums[COLUMNS];
#pragma unroll
    for (int e = 0; e < COLUMNS; e++) {
        sums[e] = 0.0f;
    }
    // a slice is fetched while the one before it is multiplied
    for (int slice = 0; slice <= slices; slice++) {
        if (slice < slices) {
            fetch(slice);
        }
        if (slice > 0) {
            int buffer = (slice - 1) % 2;
            if (TERMS > 0) {
#pragma unroll
                for (int e = 0; e < COLUMNS / 4; e++) {
                    // a warp has two tiles of 16 pixels
                    tensor_tile<TERMS, LEFT, RIGHT>(
                            sums + 4 * e,
                            &left[buffer][0][0][tid / 32 * 32 + e / WIDE * 16],
                            DEPTH * LEFT,
                            &right[buffer][0][0][e % WIDE * 8],
                            DEPTH * RIGHT);
                }
            } else {
#pragma unroll
                for (int k = 0; k < DEPTH; k++) {
                    float l[8];
                    float r[WIDE];
#pragma unroll
                    for (int e = 0; e < 8; e++) {
                        l[e] = left[buffer][0][k][down * 8 + e];
                    }
#pragma unroll
                    for (int e = 0; e < WIDE; e++) {
                        r[e] = right[buffer][0][k][e / VECTOR * 8 * VECTOR + across * VECTOR + e % VECTOR];
                    }
#pragma unroll
                    for (int e = 0; e < COLUMNS; e++) {
                        sums[e] += l[e / WIDE] * r[e % WIDE];
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
    for (int e = 0; e < COLUMNS; e++) {
        int row = blockIdx.x * PIXELS;
        int column = first;
        if (TERMS > 0) {
            row += tid / 32 * 32 + e / 4 / WIDE * 16 + tensor_row(e % 4);
            column += e / 4 % WIDE * 8 + tensor_column(e % 4);
        } else {
            row += down * 8 + e / WIDE;
            column += e % WIDE / VECTOR * 8 * VECTOR + across * VECTOR + e % VECTOR;
        }
        if (row < w.pixels && column < w.outputs) {
            float value = sums[e] + (bias != nullptr ? bias[column] : 0.0f);
            if (z != nullptr) {
                z[(whole)row * w.outputs + column] = value;
            }
            y[(whole)row * w.outputs + column] = w.activation == IDENTITY ? value
                    : w.activation == RELU             ? (value < 0.0f ? 0.0f : value)
                                                       : curved(w.activation, value);
        }
    }
}

#define CONVOLVE(NAME, COLUMNS, RUNS, TERMS) \
    extern "C" __global__ void __launch_bounds__(128) \
            NAME(Window w, const float* x, const float* weights, const float* bias, float* z, float* y) { \
        convolve<COLUMNS, RUNS, TERMS>(w, x, weights, bias, z, y); \
    }

CONVOLVE(convolve_16, 16, false, 0)
CONVOLVE(convolve_32, 32, false, 0)
CONVOLVE(convolve_48, 48, false, 0)
CONVOLVE(convolve_64, 64, false, 0)
CONVOLVE(convolve_runs_16, 16, true, 0)
CONVOLVE(convolve_runs_32, 32, true, 0)
CONVOLVE(convolve_runs_48, 48, true, 0)
CONVOLVE(convolve_runs_64, 64, true, 0)
#ifdef TENSOR_CORES
CONVOLVE(convolve_tf32_16, 16, false, 1)
CONVOLVE(convolve_tf32_32, 32, false, 1)
CONVOLVE(convolve_tf32_48, 48, false, 1)
CONVOLVE(convolve_tf32_64, 64, false, 1)
CONVOLVE(convolve_tf32_runs_16, 16, true, 1)
CONVOLVE(convolve_tf32_runs_32, 32, true, 1)
CONVOLVE(convolve_tf32_runs_48, 48, true, 1)
CONVOLVE(convolve_tf32_runs_64, 64, true, 1)
CONVOLVE(convolve_tf32x3_16, 16, false, 3)
CONVOLVE(convolve_tf32x3_32, 32, false, 3)
CONVOLVE(convolve_tf32x3_48, 48, false, 3)
CONVOLVE(convolve_tf32x3_64, 64, false, 3)
CONVOLVE(convolve_tf32x3_runs_16, 16, true, 3)
CONVOLVE(convolve_tf32x3_runs_32, 32, true, 3)
CONVOLVE(convolve_tf32x3_runs_48, 48, true, 3)
CONVOLVE(convolve_tf32x3_runs_64, 64, true, 3)
#endif

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

template <int COLUMNS, int TERMS>
__device__ static inline void weight_gradient(
        const Window& w, const float* __restrict__ x, const float* __restrict__ dy, float* parts) {
    const int WIDE = COLUMNS / 16;
    const int SHARE = COLUMNS * STEP / 128;
    const int PARTS = TERMS == 3 ? 2 : 1;
    const int LEFT = TALL + (TERMS == 0 ? 0 : PAD);
    const int RIGHT = COLUMNS + (TERMS == 0 ? 0 : PAD);
    const int SUMS = COLUMNS / 2; // of a thread
    __shared__ __align__(16) float left[PARTS][STEP][LEFT];
    __shared__ __align__(16) float right[PARTS][STEP][RIGHT];
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
    float total[SUMS];
    float sums[SUMS];
#pragma unroll
    for (int e = 0; e < SUMS; e++) {
        total[e] = 0.0f;
        sums[e] = 0.0f;
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
            Split<TERMS> split(
                    there ? x[((whole)(corner[m][2] + row) * w.width + column) * w.channels + channel] : 0.0f);
            left[0][m][tid % TALL] = split.large;
            if (TERMS == 3) {
                left[PARTS - 1][m][tid % TALL] = split.small;
            }
        }
#pragma unroll
        for (int e = 0; e < SHARE; e++) {
            int place = tid + e * 128;
            int m = place / COLUMNS;
            int c = first + place % COLUMNS;
            Split<TERMS> split(start + m < to && c < w.outputs ? dy[(start + m) * w.outputs + c] : 0.0f);
            right[0][m][place % COLUMNS] = split.large;
            if (TERMS == 3) {
                right[PARTS - 1][m][place % COLUMNS] = split.small;
            }
        }
        __syncthreads();
        if (TERMS > 0) {
#pragma unroll
            for (int m = 0; m < STEP; m += DEPTH) {
#pragma unroll
                for (int c = 0; c < COLUMNS / 8; c++) {
                    tensor_tile<TERMS, LEFT, RIGHT>(
                            sums + 4 * c, &left[0][m][tid / 32 * 16], STEP * LEFT, &right[0][m][c * 8], STEP * RIGHT);
                }
            }
        } else {
#pragma unroll
            for (int m = 0; m < STEP; m++) {
                float l[8];
                float r[WIDE];
#pragma unroll
                for (int e = 0; e < 8; e++) {
                    l[e] = left[0][m][down * 8 + e];
                }
#pragma unroll
                for (int e = 0; e < WIDE; e++) {
                    r[e] = right[0][m][across * WIDE + e];
                }
#pragma unroll
                for (int e = 0; e < SUMS; e++) {
                    sums[e] += l[e / WIDE] * r[e % WIDE];
                }
            }
        }
        if (++level == LEVEL || start + STEP >= to) {
            level = 0;
#pragma unroll
            for (int e = 0; e < SUMS; e++) {
                total[e] += sums[e];
                sums[e] = 0.0f;
            }
        }
        __syncthreads();
    }
    float* part = parts + (whole)blockIdx.z * depth * w.outputs;
#pragma unroll
    for (int e = 0; e < SUMS; e++) {
        int row = blockIdx.x * TALL;
        int column = first;
        if (TERMS > 0) {
            row += tid / 32 * 16 + tensor_row(e % 4);
            column += e / 4 * 8 + tensor_column(e % 4);
        } else {
            row += down * 8 + e / WIDE;
            column += across * WIDE + e % WIDE;
        }
        if (row < depth && column < w.outputs) {
            part[(whole)row * w.outputs + column] = total[e];
        }
    }
}

#define WEIGHT_GRADIENT(NAME, COLUMNS, TERMS) \
    extern "C" __global__ void __launch_bounds__(128) NAME(Window w, const float* x, const float* dy, float* parts) { \
        weight_gradient<COLUMNS, TERMS>(w, x, dy, parts); \
    }

WEIGHT_GRADIENT(weight_gradient_16, 16, 0)
WEIGHT_GRADIENT(weight_gradient_32, 32, 0)
WEIGHT_GRADIENT(weight_gradient_48, 48, 0)
WEIGHT_GRADIENT(weight_gradient_64, 64, 0)
#ifdef TENSOR_CORES
WEIGHT_GRADIENT(weight_gradient_tf32_16, 16, 1)
WEIGHT_GRADIENT(weight_gradient_tf32_32, 32, 1)
WEIGHT_GRADIENT(weight_gradient_tf32_48, 48, 1)
WEIGHT_GRADIENT(weight_gradient_tf32_64, 64, 1)
WEIGHT_GRADIENT(weight_gradient_tf32x3_16, 16, 3)
WEIGHT_GRADIENT(weight_gradient_tf32x3_32, 32, 3)
WEIGHT_GRADIENT(weight_gradient_tf32x3_48, 48, 3)
WEIGHT_GRADIENT(weight_gradient_tf32x3_64, 64, 3)
#endif
