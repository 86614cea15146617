// CUDA's driver, NVRTC and cuBLAS as far as the program calls them, over the kernels compiled for the processor: what is tested is
// that functions are called with the arguments that they take. Declarations as in cuda.h, nvrtc.h and cublas_v2.h of CUDA 13.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

extern "C" int shim_launch(const char* name, int x, int y, int z, int threads, void** arguments);
extern "C" void shim_gemm(int ta, int tb, int m, int n, int k, const float* a, int lda, const float* b, int ldb, float* c, int ldc);

typedef unsigned long long CUdeviceptr;

static int version = 13000;
static int devices = 1;
static size_t room = (size_t)1 << 32;
static int context;
static thread_local void* current;

struct Tagged {
    int tag;
    std::string text;
};
enum { STREAM = 11, EVENT, MODULE, FUNCTION, PROGRAM, HANDLE };

static bool is(void* p, int tag) {
    return p != nullptr && ((Tagged*)p)->tag == tag;
}

#define WITHIN if (current != &context) return 201
#define NEED(p, tag) if (!is(p, tag)) return 400

extern "C" {

void fake_set(int v, int d, size_t r) {
    version = v;
    devices = d;
    room = r;
}

int cuInit(unsigned flags) { return flags == 0 ? 0 : 1; }
int cuDriverGetVersion(int* v) { *v = version; return 0; }
int cuDeviceGetCount(int* n) { *n = devices; return 0; }
int cuDeviceGet(int* device, int ordinal) { *device = 7 + ordinal; return ordinal < devices ? 0 : 101; }
int cuDevicePrimaryCtxRetain(void** c, int device) { *c = &context; return device >= 7 ? 0 : 101; }
int cuCtxSetCurrent(void* c) { current = c; return 0; }
int cuDeviceGetName(char* name, int length, int device) {
    if (device < 7) return 101;
    snprintf(name, length, "Fake H100");
    return 0;
}
int cuDeviceGetAttribute(int* value, int attribute, int device) {
    if (device < 7) return 101;
    *value = attribute == 75 ? 9 : attribute == 76 ? 0 : attribute == 16 ? 132 : -1;
    return *value < 0 ? 1 : 0;
}
int cuMemGetInfo_v2(size_t* free, size_t* all) { WITHIN; *free = room; *all = (size_t)1 << 34; return 0; }
int cuMemAlloc_v2(CUdeviceptr* p, size_t bytes) {
    WITHIN;
    void* made = nullptr;
    if (bytes == 0 || posix_memalign(&made, 256, bytes) != 0) return 2;
    memset(made, 0x5a, bytes);
    *p = (CUdeviceptr)made;
    return 0;
}
int cuMemFree_v2(CUdeviceptr p) { WITHIN; free((void*)p); return 0; }
int cuMemsetD8Async(CUdeviceptr p, unsigned char value, size_t n, void* stream) {
    WITHIN; NEED(stream, STREAM);
    memset((void*)p, value, n);
    return 0;
}
int cuMemHostAlloc(void** p, size_t bytes, unsigned flags) {
    WITHIN;
    *p = malloc(bytes);
    return flags == 0 && *p != nullptr ? 0 : 2;
}
int cuMemFreeHost(void* p) { WITHIN; free(p); return 0; }
int cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void* from, size_t n, void* stream) {
    WITHIN; NEED(stream, STREAM);
    memcpy((void*)to, from, n);
    return 0;
}
int cuMemcpyDtoHAsync_v2(void* to, CUdeviceptr from, size_t n, void* stream) {
    WITHIN; NEED(stream, STREAM);
    memcpy(to, (void*)from, n);
    return 0;
}
int cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t n, void* stream) {
    WITHIN; NEED(stream, STREAM);
    memcpy((void*)to, (void*)from, n);
    return 0;
}
int cuStreamCreate(void** s, unsigned flags) { WITHIN; *s = new Tagged{STREAM, ""}; return flags == 1 ? 0 : 1; }
int cuStreamSynchronize(void* s) { WITHIN; NEED(s, STREAM); return 0; }
int cuStreamDestroy_v2(void* s) { WITHIN; NEED(s, STREAM); ((Tagged*)s)->tag = 0; return 0; }
int cuStreamWaitEvent(void* s, void* e, unsigned flags) { WITHIN; NEED(s, STREAM); NEED(e, EVENT); return flags == 0 ? 0 : 1; }
int cuEventCreate(void** e, unsigned flags) { WITHIN; *e = new Tagged{EVENT, ""}; return flags == 2 ? 0 : 1; }
int cuEventRecord(void* e, void* s) { WITHIN; NEED(s, STREAM); NEED(e, EVENT); return 0; }
int cuEventSynchronize(void* e) { WITHIN; NEED(e, EVENT); return 0; }
int cuEventDestroy_v2(void* e) { WITHIN; NEED(e, EVENT); ((Tagged*)e)->tag = 0; delete (Tagged*)e; return 0; }
int cuModuleLoadData(void** m, const void* image) {
    WITHIN;
    *m = new Tagged{MODULE, ""};
    return memcmp(image, "\x7f" "ELF sm_90", 10) == 0 ? 0 : 200;
}
int cuModuleUnload(void* m) { WITHIN; NEED(m, MODULE); return 0; }
int cuModuleGetFunction(void** f, void* m, const char* name) {
    WITHIN; NEED(m, MODULE);
    *f = new Tagged{FUNCTION, name};
    return 0;
}
int cuLaunchKernel(void* f, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared, void* stream, void** arguments, void** extra) {
    WITHIN; NEED(f, FUNCTION); NEED(stream, STREAM);
    if (by != 1 || bz != 1 || shared != 0 || extra != nullptr) return 1;
    return shim_launch(((Tagged*)f)->text.c_str(), gx, gy, gz, bx, arguments) == 0 ? 0 : 500;
}
int cuGetErrorName(int code, const char** name) {
    *name = code == 101 ? "CUDA_ERROR_INVALID_DEVICE" : code == 201 ? "CUDA_ERROR_INVALID_CONTEXT"
            : code == 400 ? "CUDA_ERROR_INVALID_HANDLE" : code == 500 ? "CUDA_ERROR_NOT_FOUND" : "CUDA_ERROR_INVALID_VALUE";
    return 0;
}

int nvrtcVersion(int* major, int* minor) { *major = 13; *minor = 0; return 0; }
int nvrtcCreateProgram(void** p, const char* source, const char*, int headers, const char* const*, const char* const*) {
    *p = new Tagged{PROGRAM, source};
    return headers == 0 ? 0 : 1;
}
int nvrtcCompileProgram(void* p, int count, const char* const* options) {
    if (!is(p, PROGRAM)) return 4;
    bool arch = false;
    for (int i = 0; i < count; i++) arch |= strcmp(options[i], "--gpu-architecture=sm_90") == 0;
    Tagged* t = (Tagged*)p;
    bool whole = t->text.find("void adamw(") != std::string::npos && t->text.find("(convolve_16,") != std::string::npos;
    t->text = "\x7f" "ELF sm_90 code";
    return arch && whole ? 0 : 6;
}
int nvrtcGetCUBINSize(void* p, size_t* size) { *size = ((Tagged*)p)->text.size(); return 0; }
int nvrtcGetCUBIN(void* p, char* code) { memcpy(code, ((Tagged*)p)->text.data(), ((Tagged*)p)->text.size()); return 0; }
int nvrtcDestroyProgram(void** p) { if (!is(*p, PROGRAM)) return 4; delete (Tagged*)*p; *p = nullptr; return 0; }
int nvrtcGetProgramLogSize(void*, size_t* size) { *size = 1; return 0; }
int nvrtcGetProgramLog(void*, char* log) { *log = 0; return 0; }
const char* nvrtcGetErrorString(int) { return "NVRTC_ERROR_COMPILATION"; }

int cublasCreate_v2(void** h) { *h = new Tagged{HANDLE, ""}; return current == &context ? 0 : 1; }
int cublasDestroy_v2(void* h) { return is(h, HANDLE) ? 0 : 1; }
int cublasSetStream_v2(void* h, void* s) { return is(h, HANDLE) && is(s, STREAM) ? 0 : 7; }
int cublasSetMathMode(void* h, int mode) { ((Tagged*)h)->text = mode == 2 ? "pedantic" : ""; return 0; }
int cublasGetVersion_v2(void*, int* v) { *v = 130000; return 0; }
int cublasSgemm_v2(void* h, int ta, int tb, int m, int n, int k, const float* alpha, const float* a, int lda, const float* b, int ldb, const float* beta, float* c, int ldc) {
    if (!is(h, HANDLE) || ((Tagged*)h)->text != "pedantic" || current != &context || *alpha != 1 || *beta != 0) return 7;
    if (lda < (ta ? k : m) || ldb < (tb ? n : k) || ldc < m) return 7;
    shim_gemm(ta, tb, m, n, k, a, lda, b, ldb, c, ldc);
    return 0;
}

} // extern "C"
