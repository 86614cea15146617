// Sums of each map under six polynomials, [batch][6][channels], with or without learned windows.

#define SUMS 6

// A block of 256 threads a stamp. polynomials [pixels][6]; windows [pixels][channels], or null for none
extern "C" __global__ void moment_sums(int pixels, int channels, const float* polynomials, const float* windows, const float* x, float* y) {
    __shared__ float room[SUMS][256];
    int tid = threadIdx.x;
    int lanes = channels < 256 ? channels : 256;
    int helpers = 256 / lanes;
    int lane = tid % lanes;
    int helper = tid / lanes;
    const float* stamp = x + (whole)blockIdx.x * pixels * channels;
    for (int first = 0; first < channels; first += lanes) {
        int c = first + lane;
        float sums[SUMS] = {0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f};
        if (helper < helpers && c < channels) {
            for (int q = helper; q < pixels; q += helpers) {
                whole i = (whole)q * channels + c;
                float seen = windows == nullptr ? stamp[i] : windows[i] * stamp[i];
                for (int s = 0; s < SUMS; s++) {
                    sums[s] += polynomials[q * SUMS + s] * seen;
                }
            }
        }
        for (int s = 0; s < SUMS; s++) {
            room[s][tid] = sums[s];
        }
        __syncthreads();
        if (helper == 0 && c < channels) {
            for (int s = 0; s < SUMS; s++) {
                float sum = sums[s];
                for (int h = 1; h < helpers; h++) {
                    sum += room[s][h * lanes + lane];
                }
                y[((whole)blockIdx.x * SUMS + s) * channels + c] = sum;
            }
        }
        __syncthreads();
    }
}

extern "C" __global__ void moment_sums_gradient(whole size, int pixels, int channels, const float* polynomials, const float* windows, const float* dy, float* dx) {
    for (whole i = thread(); i < size; i += threads()) {
        int c = i % channels;
        int q = i / channels % pixels;
        whole n = i / channels / pixels;
        float sum = 0.0f;
        for (int s = 0; s < SUMS; s++) {
            sum += polynomials[q * SUMS + s] * dy[(n * SUMS + s) * channels + c];
        }
        dx[i] = windows == nullptr ? sum : sum * windows[(whole)q * channels + c];
    }
}

// windows [pixels][channels] from log a and log b [2][channels] and c [channels]; places [pixels][2] are x and y
extern "C" __global__ void draw_windows(int pixels, int channels, const float* places, const float* window, const float* tilt, float* windows) {
    for (whole i = thread(); i < (whole)pixels * channels; i += threads()) {
        int c = i % channels;
        double x = places[i / channels * 2];
        double y = places[i / channels * 2 + 1];
        double u = exp((double)window[c]) * x;
        double v = exp((double)window[channels + c]) * y + tilt[c] * x;
        double value = exp(-0.5 * (u * u + v * v));
        windows[i] = value < 1e-15 ? 0.0f : (float)value;
    }
}

// second moments of each map's light times its gradient, [batch][3][channels]: xx, xy, yy. A block of 256 threads a stamp.
extern "C" __global__ void window_moments(int pixels, int channels, const float* places, const float* x, const float* dx, float* parts) {
    __shared__ float room[3][256];
    int tid = threadIdx.x;
    int lanes = channels < 256 ? channels : 256;
    int helpers = 256 / lanes;
    int lane = tid % lanes;
    int helper = tid / lanes;
    whole start = (whole)blockIdx.x * pixels * channels;
    for (int first = 0; first < channels; first += lanes) {
        int c = first + lane;
        float xx = 0.0f;
        float xy = 0.0f;
        float yy = 0.0f;
        if (helper < helpers && c < channels) {
            for (int q = helper; q < pixels; q += helpers) {
                whole i = start + (whole)q * channels + c;
                float light = x[i] * dx[i];
                float u = places[2 * q];
                float v = places[2 * q + 1];
                xx += u * u * light;
                xy += u * v * light;
                yy += v * v * light;
            }
        }
        room[0][tid] = xx;
        room[1][tid] = xy;
        room[2][tid] = yy;
        __syncthreads();
        if (helper == 0 && c < channels) {
            for (int k = 0; k < 3; k++) {
                float sum = room[k][lane];
                for (int h = 1; h < helpers; h++) {
                    sum += room[k][h * lanes + lane];
                }
                parts[((whole)blockIdx.x * 3 + k) * channels + c] = sum;
            }
        }
        __syncthreads();
    }
}

// gradients of log a, log b and c from the second moments of the whole batch, [3][channels]
extern "C" __global__ void window_gradient(int channels, const float* moments, const float* window, const float* tilt, float* dWindow, float* dTilt) {
    for (whole i = thread(); i < channels; i += threads()) {
        int c = (int)i;
        double xx = moments[c];
        double xy = moments[channels + c];
        double yy = moments[2 * channels + c];
        double a = exp((double)window[c]);
        double b = exp((double)window[channels + c]);
        dWindow[c] = (float)(-a * a * xx);
        dWindow[channels + c] = (float)(-b * (b * yy + tilt[c] * xy));
        dTilt[c] = (float)(-(b * xy + tilt[c] * xx));
    }
}
