// Kernels of the layers in CUDA C++, also compiled as plain C++ for tests (host.h). Arrays are float32, C-contiguous,
// channels last. No kernel uses atomics on floats: the same launch gives the same numbers, bit for bit.

typedef long long whole;

#if defined(__CUDACC__) && defined(TENSOR_CORES)
// the nearest number of 10 bits of mantissa
__device__ static inline float tensor_rounded(float x) {
    unsigned bits;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
    return __uint_as_float(bits & 0xffffe000u);
}

// d [16][8] += a [16][8] b [8][8] by the lanes of a warp. Lane 4 g + t holds a at rows g, g + 8 of column t, then of column t + 4;
// b at rows t, t + 4 of column g; d at columns 2 t, 2 t + 1 of row g, then of row g + 8.
__device__ static inline void tensor_add(float* d, const float* a, const float* b) {
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(__float_as_uint(a[0])), "r"(__float_as_uint(a[1])), "r"(__float_as_uint(a[2])), "r"(__float_as_uint(a[3])),
                   "r"(__float_as_uint(b[0])), "r"(__float_as_uint(b[1])));
}
#elif defined(__CUDACC__)
// the kernels that need these are left out
__device__ static inline float tensor_rounded(float x) {
    return x;
}
__device__ static inline void tensor_add(float*, const float*, const float*) {}
#endif

#define IDENTITY 0
#define RELU 1
#define TANH 2
#define GELU 3

__device__ static inline float activated(int kind, float z) {
    if (kind == RELU) {
        return z < 0.0f ? 0.0f : z; // what is no number stays so
    }
    if (kind == TANH) {
        return tanhf(z);
    }
    return kind == GELU ? 0.5f * z * (1.0f + erff(z * 0.70710678118654752f)) : z;
}

// the same for kernels that need it at many places: code once, not as often
__device__ __noinline__ static float curved(int kind, float z) {
    return activated(kind, z);
}

// of: the value before a GELU, the output of every other activation
__device__ static inline float slope(int kind, float of) {
    if (kind == RELU) {
        return of > 0.0f ? 1.0f : 0.0f;
    }
    if (kind == TANH) {
        return 1.0f - of * of;
    }
    if (kind == GELU) {
        return 0.5f * (1.0f + erff(of * 0.70710678118654752f)) + of * expf(-0.5f * of * of) * 0.39894228040143268f;
    }
    return 1.0f;
}

__device__ static inline whole thread() {
    return (whole)blockIdx.x * blockDim.x + threadIdx.x;
}

__device__ static inline whole threads() {
    return (whole)gridDim.x * blockDim.x;
}

// y = activation(y + bias); keeps the value before it in z, unless z is null
extern "C" __global__ void bias_activation(whole size, int channels, int activation, const float* bias, float* z, float* y) {
    for (whole i = thread(); i < size; i += threads()) {
        float value = y[i] + bias[i % channels];
        if (z != nullptr) {
            z[i] = value;
        }
        y[i] = activated(activation, value);
    }
}

// the gradient before an activation from that behind it, in place
extern "C" __global__ void activation_slope(whole size, int activation, const float* of, float* dy) {
    for (whole i = thread(); i < size; i += threads()) {
        dy[i] *= slope(activation, of[i]);
    }
}

extern "C" __global__ void add_to(whole size, const float* x, float* y) {
    for (whole i = thread(); i < size; i += threads()) {
        y[i] += x[i];
    }
}

extern "C" __global__ void scaled_copy(whole size, float factor, const float* x, float* y) {
    for (whole i = thread(); i < size; i += threads()) {
        y[i] = factor * x[i];
    }
}

extern "C" __global__ void scaled_sum(whole size, float factor, const float* a, const float* b, float* y) {
    for (whole i = thread(); i < size; i += threads()) {
        y[i] = factor * (a[i] + b[i]);
    }
}

extern "C" __global__ void product(whole size, const float* a, const float* b, float* y) {
    for (whole i = thread(); i < size; i += threads()) {
        y[i] = a[i] * b[i];
    }
}

// columns first ... first + narrow of wide rows, from narrow rows or to them
extern "C" __global__ void put_columns(whole rows, int narrow, int wide, int first, const float* x, float* y) {
    for (whole i = thread(); i < rows * narrow; i += threads()) {
        y[i / narrow * wide + first + i % narrow] = x[i];
    }
}

extern "C" __global__ void take_columns(whole rows, int narrow, int wide, int first, const float* x, float* y) {
    for (whole i = thread(); i < rows * narrow; i += threads()) {
        y[i] = x[i / narrow * wide + first + i % narrow];
    }
}

// Sums of each column over a block's share of the rows: [gridDim.x][columns]. 256 threads.
extern "C" __global__ void column_sums(whole rows, int columns, const float* x, float* parts) {
    __shared__ float sums[256];
    int tid = threadIdx.x;
    whole share = (rows + gridDim.x - 1) / gridDim.x;
    whole from = blockIdx.x * share;
    whole to = from + share < rows ? from + share : rows;
    int lanes = columns < 256 ? columns : 256;
    int helpers = 256 / lanes;
    int lane = tid % lanes;
    int helper = tid / lanes;
    for (int first = 0; first < columns; first += lanes) {
        int c = first + lane;
        float sum = 0.0f;
        if (helper < helpers && c < columns) {
            for (whole r = from + helper; r < to; r += helpers) {
                sum += x[r * columns + c];
            }
        }
        sums[tid] = sum;
        __syncthreads();
        if (helper == 0 && c < columns) {
            for (int h = 1; h < helpers; h++) {
                sum += sums[h * lanes + lane];
            }
            parts[(whole)blockIdx.x * columns + c] = sum;
        }
        __syncthreads();
    }
}

// Sums each column of a few rows, in double precision and a fixed order. 256 threads: 32 columns by 8 helpers.
extern "C" __global__ void sum_rows(int rows, whole columns, const float* parts, float* out) {
    __shared__ double sums[256];
    int tid = threadIdx.x;
    int lane = tid % 32;
    int helper = tid / 32;
    whole c = (whole)blockIdx.x * 32 + lane;
    double sum = 0.0;
    if (c < columns) {
        for (int r = helper; r < rows; r += 8) {
            sum += parts[r * columns + c];
        }
    }
    sums[tid] = sum;
    __syncthreads();
    if (helper == 0 && c < columns) {
        for (int h = 1; h < 8; h++) {
            sum += sums[h * 32 + lane];
        }
        out[c] = (float)sum;
    }
}
