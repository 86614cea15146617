// Pooling, resizing, and copies of square stamps under the eight symmetries.

struct Pool {
    int height;
    int width;
    int channels;
    int rows;
    int columns;
    int window;
    int stride;
    int top;
    int left;
    int maximum;
};

// winner: place of the maximum within its window, unless it is null
extern "C" __global__ void pool(Pool w, whole size, const float* x, int* winner, float* y) {
    for (whole b = thread(); b < size; b += threads()) {
        int c = b % w.channels;
        int j = b / w.channels % w.columns;
        int i = b / w.channels / w.columns % w.rows;
        whole n = b / w.channels / w.columns / w.rows;
        const float* stamp = x + n * w.height * w.width * w.channels + c;
        float sum = 0.0f;
        float most = 0.0f;
        int best = -1;
        int count = 0;
        for (int k = 0; k < w.window * w.window; k++) {
            int row = i * w.stride - w.top + k / w.window;
            int column = j * w.stride - w.left + k % w.window;
            if (row >= 0 && row < w.height && column >= 0 && column < w.width) {
                float value = stamp[((whole)row * w.width + column) * w.channels];
                count++;
                sum += value;
                if (best < 0 || value > most) {
                    best = k;
                    most = value;
                }
            }
        }
        y[b] = w.maximum ? most : sum / count;
        if (winner != nullptr) {
            winner[b] = best;
        }
    }
}

__device__ static inline int pixels_within(int start, int window, int length) {
    int from = start < 0 ? 0 : start;
    int to = start + window < length ? start + window : length;
    return to - from;
}

extern "C" __global__ void pool_gradient(Pool w, whole size, const int* winner, const float* dy, float* dx) {
    for (whole a = thread(); a < size; a += threads()) {
        int c = a % w.channels;
        int column = a / w.channels % w.width;
        int row = a / w.channels / w.width % w.height;
        whole n = a / w.channels / w.width / w.height;
        float sum = 0.0f;
        for (int p = w.window - 1; p >= 0; p--) {
            int down = row + w.top - p;
            if (down < 0 || down % w.stride != 0 || down / w.stride >= w.rows) {
                continue;
            }
            int i = down / w.stride;
            for (int q = w.window - 1; q >= 0; q--) {
                int right = column + w.left - q;
                if (right < 0 || right % w.stride != 0 || right / w.stride >= w.columns) {
                    continue;
                }
                int j = right / w.stride;
                whole b = ((n * w.rows + i) * w.columns + j) * w.channels + c;
                if (!w.maximum) {
                    int count = pixels_within(i * w.stride - w.top, w.window, w.height)
                            * pixels_within(j * w.stride - w.left, w.window, w.width);
                    sum += dy[b] / count;
                } else if (winner[b] == p * w.window + q) {
                    sum += dy[b];
                }
            }
        }
        dx[a] = sum;
    }
}

extern "C" __global__ void resize(whole size, int height, int width, int channels, int rows, int columns, const float* x, float* y) {
    for (whole i = thread(); i < size; i += threads()) {
        int c = i % channels;
        int column = i / channels % columns * width / columns;
        int row = i / channels / columns % rows * height / rows;
        whole n = i / channels / columns / rows;
        y[i] = x[((n * height + row) * width + column) * channels + c];
    }
}

extern "C" __global__ void resize_gradient(whole size, int height, int width, int channels, int rows, int columns, const float* dy, float* dx) {
    for (whole a = thread(); a < size; a += threads()) {
        int c = a % channels;
        int column = a / channels % width;
        int row = a / channels / width % height;
        whole n = a / channels / width / height;
        float sum = 0.0f;
        // copies of row r are those i with i * height / rows == r
        for (int i = (row * rows + height - 1) / height; i < ((row + 1) * rows + height - 1) / height; i++) {
            for (int j = (column * columns + width - 1) / width; j < ((column + 1) * columns + width - 1) / width; j++) {
                sum += dy[((n * rows + i) * columns + j) * channels + c];
            }
        }
        dx[a] = sum;
    }
}

// where a pixel comes to lie under symmetry k: k % 4 quarter turns, after a reflection for 4 and more
__device__ static inline int turned(int k, int pixel, int side) {
    int u = pixel % side;
    int v = pixel / side;
    v = k >= 4 ? side - 1 - v : v;
    for (int t = 0; t < k % 4; t++) {
        int old = u;
        u = side - 1 - v;
        v = old;
    }
    return v * side + u;
}

extern "C" __global__ void orbit(whole size, int side, int channels, const float* x, float* y) {
    int pixels = side * side;
    for (whole a = thread(); a < size; a += threads()) {
        int c = a % channels;
        int pixel = a / channels % pixels;
        whole n = a / channels / pixels;
        for (int k = 0; k < 8; k++) {
            y[((n * 8 + k) * pixels + turned(k, pixel, side)) * channels + c] = x[a];
        }
    }
}

extern "C" __global__ void orbit_gradient(whole size, int side, int channels, const float* dy, float* dx) {
    int pixels = side * side;
    for (whole a = thread(); a < size; a += threads()) {
        int c = a % channels;
        int pixel = a / channels % pixels;
        whole n = a / channels / pixels;
        float sum = 0.0f;
        for (int k = 0; k < 8; k++) {
            sum += dy[((n * 8 + k) * pixels + turned(k, pixel, side)) * channels + c];
        }
        dx[a] = sum;
    }
}

__device__ static inline float orbit_share(int k, int prediction, int g1, int g2) {
    bool odd = k % 2 == 1;
    bool minus = (prediction == g1 && odd) || (prediction == g2 && odd != (k >= 4));
    return minus ? -0.125f : 0.125f;
}

extern "C" __global__ void orbit_mean(whole size, int predictions, int g1, int g2, const float* x, float* y) {
    for (whole i = thread(); i < size; i += threads()) {
        int a = i % predictions;
        float sum = 0.0f;
        for (int k = 0; k < 8; k++) {
            sum += orbit_share(k, a, g1, g2) * x[(i / predictions * 8 + k) * predictions + a];
        }
        y[i] = sum;
    }
}

extern "C" __global__ void orbit_mean_gradient(whole size, int predictions, int g1, int g2, const float* dy, float* dx) {
    for (whole i = thread(); i < size; i += threads()) {
        int a = i % predictions;
        int k = i / predictions % 8;
        dx[i] = orbit_share(k, a, g1, g2) * dy[i / predictions / 8 * predictions + a];
    }
}

struct Combination {
    int batch;
    int width;
    int predictions;
    int shapes;
    int outputs;
    int g1;
    int g2;
    int errors;
};

__device__ static inline int combined_variance(const Combination& f, int k) {
    return k == f.g1 || k == f.g2 ? 0 : 1 + k - (k > f.g1 ? 1 : 0) - (k > f.g2 ? 1 : 0);
}

extern "C" __global__ void combine(Combination f, const float* x, float* y) {
    for (whole n = thread(); n < f.batch; n += threads()) {
        int first = f.shapes + f.outputs - 2;
        const float* a = x + n * f.width;
        const float* b = a + first;
        const float* basis = b + first + (f.errors ? f.outputs - 1 : 0);
        float* out = y + n * f.predictions;
        for (int g = 0; g < 2; g++) {
            const float* shapes = basis + 2 * g * f.shapes;
            double sum = 0.0;
            for (int s = 0; s < f.shapes; s++) {
                sum += (double)a[s] * shapes[s] + (double)b[s] * shapes[f.shapes + s];
            }
            out[g == 0 ? f.g1 : f.g2] = (float)sum;
        }
        for (int k = 0, other = 0; k < f.outputs; k++) {
            if (k != f.g1 && k != f.g2) {
                out[k] = a[f.shapes + other] * basis[4 * f.shapes + other] + b[f.shapes + other];
                other++;
            }
        }
        for (int k = 0; f.errors && k < f.outputs; k++) {
            out[f.outputs + k] = b[first + combined_variance(f, k)];
        }
    }
}

// nothing below the basis learns: its gradient is 0
extern "C" __global__ void combine_gradient(Combination f, const float* x, const float* dy, float* dx) {
    for (whole n = thread(); n < f.batch; n += threads()) {
        int first = f.shapes + f.outputs - 2;
        int basis = 2 * first + (f.errors ? f.outputs - 1 : 0);
        const float* in = x + n * f.width;
        const float* d = dy + n * f.predictions;
        float* out = dx + n * f.width;
        for (int i = 0; i < f.width; i++) {
            out[i] = 0.0f;
        }
        for (int s = 0; s < f.shapes; s++) {
            out[s] = d[f.g1] * in[basis + s] + d[f.g2] * in[basis + 2 * f.shapes + s];
            out[first + s] = d[f.g1] * in[basis + f.shapes + s] + d[f.g2] * in[basis + 3 * f.shapes + s];
        }
        for (int k = 0, other = 0; k < f.outputs; k++) {
            if (k != f.g1 && k != f.g2) {
                out[f.shapes + other] = d[k] * in[basis + 4 * f.shapes + other];
                out[first + f.shapes + other] = d[k];
                other++;
            }
        }
        for (int k = 0; f.errors && k < f.outputs; k++) {
            out[2 * first + combined_variance(f, k)] += d[f.outputs + k];
        }
    }
}
