// AdamW with clipping and the moving average of the weights.

struct Move {
    double stamps;
    double clip; // largest norm, 0 for no limit
    float rate;
    float unbias;
    float epsilon;
    float shrink;
    float decay;
    float rest; // 1 - decay
};

// sum of two gradients, or one alone, into sum, and a block's share of its squares. 256 threads.
extern "C" __global__ void gradient_squares(whole size, const float* first, const float* second, float* sum, double* parts) {
    __shared__ double room[256];
    double squares = 0.0;
    for (whole i = thread(); i < size; i += threads()) {
        float g = second == nullptr ? first[i] : first[i] + second[i];
        sum[i] = g;
        squares += (double)g * g;
    }
    room[threadIdx.x] = squares;
    __syncthreads();
    if (threadIdx.x == 0) {
        for (int t = 1; t < 256; t++) {
            squares += room[t];
        }
        parts[blockIdx.x] = squares;
    }
}

extern "C" __global__ void sum_squares(int count, const double* parts, double* squares) {
    double sum = 0.0;
    for (int p = 0; p < count; p++) {
        sum += parts[p];
    }
    squares[0] = sum;
}

// Moves nothing where the norm is not finite.
extern "C" __global__ void adamw(Move m, whole size, const double* squares, const float* gradient, float* weights, float* mean, float* square, float* average) {
    double norm = sqrt(squares[0]) / m.stamps;
    if (!(norm <= 1.7976931348623157e308)) {
        return;
    }
    double clip = m.clip > 0.0 && norm > m.clip ? m.clip / norm : 1.0;
    float scale = (float)(clip / m.stamps);
    const float b1 = 0.9f;
    const float b2 = 0.999f;
    const float c1 = (float)(1.0 - 0.9);
    const float c2 = (float)(1.0 - 0.999);
    for (whole i = thread(); i < size; i += threads()) {
        float g = scale * gradient[i];
        float u = b1 * mean[i] + c1 * g;
        float v = b2 * square[i] + c2 * g * g;
        mean[i] = u;
        square[i] = v;
        float next = weights[i] - m.rate * u / (sqrtf(v * m.unbias) + m.epsilon) - m.shrink * weights[i];
        weights[i] = next;
        average[i] = m.decay * average[i] + m.rest * next;
    }
}
