// Group normalisation. A block of 256 threads has one group of one stamp; scales [batch * groups][2] keep its mean and the
// reciprocal of its standard deviation.

#define NORM_EPSILON 1e-6f

// the sum of a value over a block of 256 threads, in a fixed order
__device__ static inline float block_sum(float value, float* room) {
    room[threadIdx.x] = value;
    __syncthreads();
    for (int half = 128; half > 0; half /= 2) {
        if ((int)threadIdx.x < half) {
            room[threadIdx.x] += room[threadIdx.x + half];
        }
        __syncthreads();
    }
    float sum = room[0];
    __syncthreads();
    return sum;
}

extern "C" __global__ void group_norm(
        int pixels, int channels, int groups, int activation, const float* x, const float* scale, const float* shift, float* scales, float* y) {
    __shared__ float room[256];
    int width = channels / groups;
    whole group = blockIdx.x % groups;
    whole start = blockIdx.x / groups * (whole)pixels * channels + group * width;
    int size = pixels * width;
    float sum = 0.0f;
    for (int e = threadIdx.x; e < size; e += 256) {
        sum += x[start + (whole)(e / width) * channels + e % width];
    }
    float mean = block_sum(sum, room) / size;
    float squares = 0.0f;
    for (int e = threadIdx.x; e < size; e += 256) {
        float d = x[start + (whole)(e / width) * channels + e % width] - mean;
        squares += d * d;
    }
    float inverse = 1.0f / sqrtf(block_sum(squares, room) / size + NORM_EPSILON);
    for (int e = threadIdx.x; e < size; e += 256) {
        whole at = start + (whole)(e / width) * channels + e % width;
        int c = group * width + e % width;
        y[at] = activated(activation, scale[c] * ((x[at] - mean) * inverse) + shift[c]);
    }
    if (threadIdx.x == 0) {
        scales[2 * blockIdx.x] = mean;
        scales[2 * blockIdx.x + 1] = inverse;
    }
}

// parts [batch][2][channels]: the stamp's share of the gradients of scale and shift
extern "C" __global__ void group_norm_gradient(
        int pixels, int channels, int groups, int activation, const float* x, const float* scale, const float* shift, const float* scales, const float* dy, float* parts, float* dx) {
    __shared__ float products[256];
    __shared__ float sums[256];
    __shared__ float both[2];
    int tid = threadIdx.x;
    int width = channels / groups;
    whole group = blockIdx.x % groups;
    whole n = blockIdx.x / groups;
    whole start = n * pixels * channels + group * width;
    float mean = scales[2 * blockIdx.x];
    float inverse = scales[2 * blockIdx.x + 1];
    int lanes = width < 256 ? width : 256;
    int helpers = 256 / lanes;
    int lane = tid % lanes;
    int helper = tid / lanes;
    if (tid == 0) {
        both[0] = 0.0f;
        both[1] = 0.0f;
    }
    for (int first = 0; first < width; first += lanes) {
        int own = first + lane;
        int c = group * width + own;
        float product = 0.0f;
        float sum = 0.0f;
        if (helper < helpers && own < width) {
            for (int q = helper; q < pixels; q += helpers) {
                whole at = start + (whole)q * channels + own;
                float value = (x[at] - mean) * inverse;
                float z = scale[c] * value + shift[c];
                float dz = dy[at] * slope(activation, activation == GELU ? z : activated(activation, z));
                product += dz * value;
                sum += dz;
            }
        }
        products[tid] = product;
        sums[tid] = sum;
        __syncthreads();
        if (helper == 0 && own < width) {
            for (int h = 1; h < helpers; h++) {
                product += products[h * lanes + lane];
                sum += sums[h * lanes + lane];
            }
            parts[2 * n * channels + c] = product;
            parts[(2 * n + 1) * channels + c] = sum;
            products[tid] = product * scale[c];
            sums[tid] = sum * scale[c];
        }
        __syncthreads();
        if (tid == 0) {
            for (int l = 0; l < lanes && first + l < width; l++) {
                both[0] += products[l];
                both[1] += sums[l];
            }
        }
        __syncthreads();
    }
    float share = 1.0f / ((float)pixels * width);
    float meanProduct = both[0] * share;
    float meanSum = both[1] * share;
    int size = pixels * width;
    for (int e = tid; e < size; e += 256) {
        whole at = start + (whole)(e / width) * channels + e % width;
        int c = group * width + e % width;
        float value = (x[at] - mean) * inverse;
        float z = scale[c] * value + shift[c];
        float dz = dy[at] * slope(activation, activation == GELU ? z : activated(activation, z));
        dx[at] = inverse * (dz * scale[c] - meanSum - value * meanProduct);
    }
}
