// Runs the kernels as plain C++: blocks one after another, the threads of a block as coroutines that change over at barriers.
// shim_reverse lets the threads of every block run from last to first: a kernel that misses a barrier gives other numbers then.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <ucontext.h>

#define __global__
#define __device__
#define __shared__ static
#define __restrict__ __restrict
#define __noinline__
#define __launch_bounds__(n)
#define __align__(n) __attribute__((aligned(n)))

struct float4 {
    float x, y, z, w;
};

struct Index {
    unsigned x = 0, y = 0, z = 0;
};

static Index threadIdx, blockIdx, blockDim, gridDim;

namespace host {

const unsigned MOST = 1024;
const size_t STACK = 1 << 16;

#if defined(__x86_64__)
// keeps what a called function must keep, and changes stacks
extern "C" void shim_switch(void** from, void* to);
asm(R"(
.text
.globl shim_switch
.hidden shim_switch
.type shim_switch,@function
shim_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size shim_switch,.-shim_switch
)");
typedef void* Place;
static inline void change(Place& from, Place& to) {
    shim_switch(&from, to);
}
#else
typedef ucontext_t Place;
static inline void change(Place& from, Place& to) {
    swapcontext(&from, &to);
}
#endif

static char* stacks;
static Place places[MOST];
static Place scheduler;
static bool done[MOST];
static unsigned current;
static bool reversed;
static void (*body)(void**);
static void** arguments;

static void run() {
    body(arguments);
    done[current] = true;
    change(places[current], scheduler);
    abort(); // never resumed
}

static void start(unsigned t) {
    char* top = stacks + (t + 1) * STACK;
#if defined(__x86_64__)
    void** stack = (void**)((size_t)top & ~(size_t)15);
    *--stack = nullptr; // where a return address would lie
    *--stack = (void*)run;
    for (int r = 0; r < 6; r++) {
        *--stack = nullptr;
    }
    places[t] = stack;
#else
    getcontext(&places[t]);
    places[t].uc_stack.ss_sp = top - STACK;
    places[t].uc_stack.ss_size = STACK;
    makecontext(&places[t], run, 0);
#endif
    done[t] = false;
}

static void block(unsigned threads, bool reversed) {
    for (unsigned t = 0; t < threads; t++) {
        start(t);
    }
    for (unsigned left = threads; left > 0;) {
        for (unsigned k = 0; k < threads; k++) {
            unsigned t = reversed ? threads - 1 - k : k;
            if (!done[t]) {
                current = t;
                threadIdx.x = t;
                change(scheduler, places[t]);
                left -= done[t];
            }
        }
    }
}

template <auto F>
struct Call;

template <class... A, void (*F)(A...)>
struct Call<F> {
    template <size_t... I>
    static void unpack(void** a, std::index_sequence<I...>) {
        F(*(A*)a[I]...);
    }
    static void call(void** a) {
        unpack(a, std::index_sequence_for<A...>());
    }
};

struct Entry {
    const char* name;
    void (*call)(void**);
};
extern const Entry kernels[];

} // namespace host

static inline void __syncthreads() {
    unsigned t = host::current;
    host::change(host::places[t], host::scheduler);
}

#define TENSOR_CORES

static inline float tensor_rounded(float x) {
    unsigned bits;
    memcpy(&bits, &x, sizeof bits);
    if (std::isfinite(x)) {
        bits = (bits + 0x1000u) & 0xffffe000u;
    }
    memcpy(&x, &bits, sizeof bits);
    return x;
}

// what tensor cores do for the lanes of a warp, all of which must come here together
static inline void tensor_add(float* d, const float* a, const float* b) {
    static float left[host::MOST][4];
    static float right[host::MOST][2];
    unsigned t = host::current;
    memcpy(left[t], a, sizeof left[t]);
    memcpy(right[t], b, sizeof right[t]);
    __syncthreads();
    const float(*l)[4] = left + t / 32 * 32;
    const float(*r)[2] = right + t / 32 * 32;
    for (int e = 0; e < 4; e++) {
        int column = t % 4 * 2 + e % 2;
        double sum = d[e];
        for (int k = 0; k < 8; k++) {
            sum += (double)l[t % 32 / 4 * 4 + k % 4][e / 2 + k / 4 * 2] * r[column * 4 + k % 4][k / 4];
        }
        d[e] = (float)sum;
    }
    __syncthreads();
}

extern "C" void shim_reverse(int yes) {
    host::reversed = yes != 0;
}

// for one thread at a time
extern "C" int shim_launch(const char* name, int x, int y, int z, int threads, void** arguments) {
    if (host::stacks == nullptr) {
        host::stacks = (char*)malloc(host::MOST * host::STACK);
    }
    if (threads < 1 || threads > (int)host::MOST || host::stacks == nullptr) {
        return 2;
    }
    for (const host::Entry* e = host::kernels; e->name != nullptr; e++) {
        if (strcmp(e->name, name) == 0) {
            host::body = e->call;
            host::arguments = arguments;
            gridDim.x = x;
            gridDim.y = y;
            gridDim.z = z;
            blockDim.x = threads;
            blockDim.y = blockDim.z = 1;
            for (blockIdx.z = 0; blockIdx.z < (unsigned)z; blockIdx.z++) {
                for (blockIdx.y = 0; blockIdx.y < (unsigned)y; blockIdx.y++) {
                    for (blockIdx.x = 0; blockIdx.x < (unsigned)x; blockIdx.x++) {
                        host::block(threads, host::reversed);
                    }
                }
            }
            return 0;
        }
    }
    return 1;
}

// C [m][n], column after column as cuBLAS has it: C = A B with A and B transposed where told
extern "C" void shim_gemm(int ta, int tb, int m, int n, int k, const float* a, int lda, const float* b, int ldb, float* c, int ldc) {
    for (int j = 0; j < n; j++) {
        for (int i = 0; i < m; i++) {
            double sum = 0;
            for (int l = 0; l < k; l++) {
                sum += (double)(ta ? a[l + (long)i * lda] : a[i + (long)l * lda]) * (tb ? b[j + (long)l * ldb] : b[l + (long)j * ldb]);
            }
            c[i + (long)j * ldc] = (float)sum;
        }
    }
}
