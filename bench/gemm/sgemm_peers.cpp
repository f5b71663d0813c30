// Times a peer's sgemm on the three products of square layers at batch 256, with the arguments that a training step would pass: row-major
// activations [batch, units] and weights [fan-in, units], transposes by flag, beta 0. Whatever the peer packs or reorders is counted.
// One JSON line a product: 0.2 s of warm-up, then the median of 11 samples of at least 20 ms.
// usage: sgemm_peers openblas|onednn THREADS WIDTH,WIDTH,...
#include <cblas.h>
#include <dnnl.h>
#include <omp.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr long Batch = 256;
constexpr int Samples = 11;
constexpr double WarmUpSeconds = 0.2, SampleSeconds = 0.02;

// C[m,n] = op(A) op(B); a transposed operand lies in memory as the other side of the layer wrote it.
struct Product {
  const char* name;
  long m, n, k;
  bool transposeA, transposeB;
};

std::vector<Product> productsOf(long width) {
  return {{"forward", Batch, width, width, false, false},          // Y = X W
          {"backwardData", Batch, width, width, false, true},      // dX = dY Wt
          {"parameterGradient", width, width, Batch, true, false}};  // dW = Xt dY
}

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Seconds of one call.
double medianTime(const std::function<void()>& call) {
  long calls = 0;
  const double start = seconds();
  for (; calls < 5 || seconds() - start < WarmUpSeconds; calls++) call();
  const long repeats = std::max(2L, static_cast<long>(SampleSeconds * calls / (seconds() - start)));
  std::vector<double> times;
  for (int sample = 0; sample < Samples; sample++) {
    const double begin = seconds();
    for (long i = 0; i < repeats; i++) call();
    times.push_back((seconds() - begin) / repeats);
  }
  std::sort(times.begin(), times.end());
  return times[Samples / 2];
}

std::vector<float> randomMatrix(long elements) {
  static std::mt19937 generator(1);
  std::uniform_real_distribution<float> values(-1, 1);
  std::vector<float> matrix(elements);
  for (auto& value : matrix) value = values(generator);
  return matrix;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string peer = argc == 4 ? argv[1] : "";
  const int threads = argc == 4 ? std::atoi(argv[2]) : 0;
  if ((peer != "openblas" && peer != "onednn") || threads < 1) {
    std::fprintf(stderr, "usage: sgemm_peers openblas|onednn THREADS WIDTH,WIDTH,...\n");
    return 2;
  }
  openblas_set_num_threads(threads);
  omp_set_num_threads(threads);
  const dnnl_version_t* dnnl = dnnl_version();
  const std::string version = peer == "openblas"
      ? openblas_get_config()
      : "oneDNN " + std::to_string(dnnl->major) + "." + std::to_string(dnnl->minor) + "." + std::to_string(dnnl->patch);
  const char* kernel = peer == "openblas" ? openblas_get_corename() : "chosen by dnnl_sgemm";

  std::stringstream widths(argv[3]);
  for (std::string field; std::getline(widths, field, ',');) {
    const long width = std::atol(field.c_str());
    if (width < 1) {
      std::fprintf(stderr, "sgemm_peers: width '%s' is not a positive number\n", field.c_str());
      return 2;
    }
    for (const Product& p : productsOf(width)) {
      const auto a = randomMatrix(p.m * p.k), b = randomMatrix(p.k * p.n);
      std::vector<float> c(p.m * p.n);
      const long lda = p.transposeA ? p.m : p.k, ldb = p.transposeB ? p.k : p.n, ldc = p.n;
      const auto call = [&] {
        if (peer == "openblas") {
          cblas_sgemm(CblasRowMajor, p.transposeA ? CblasTrans : CblasNoTrans, p.transposeB ? CblasTrans : CblasNoTrans,
                      p.m, p.n, p.k, 1, a.data(), lda, b.data(), ldb, 0, c.data(), ldc);
        } else if (dnnl_sgemm(p.transposeA ? 'T' : 'N', p.transposeB ? 'T' : 'N',
                              p.m, p.n, p.k, 1, a.data(), lda, b.data(), ldb, 0, c.data(), ldc) != dnnl_success) {
          std::fprintf(stderr, "sgemm_peers: dnnl_sgemm refuses %s at width %ld\n", p.name, width);
          std::exit(1);
        }
      };
      const double time = medianTime(call);

      // The first element by hand: a wrong flag must not be timed.
      double expected = 0;
      for (long i = 0; i < p.k; i++) expected += static_cast<double>(a[p.transposeA ? i * lda : i]) * b[p.transposeB ? i : i * ldb];
      if (std::abs(expected - c[0]) > 1e-5 * p.k) {
        std::fprintf(stderr, "sgemm_peers: %s %s at width %ld gives %g instead of %g\n", peer.c_str(), p.name, width, c[0], expected);
        return 1;
      }
      std::printf("{\"peer\": \"%s\", \"m\": %ld, \"n\": %ld, \"k\": %ld, \"product\": \"%s\", \"threads\": %d, \"gflops\": %.2f, "
                  "\"kernel\": \"%s\", \"version\": \"%s\"}\n",
                  peer.c_str(), p.m, p.n, p.k, p.name, threads, 2e-9 * p.m * p.n * p.k / time, kernel, version.c_str());
      std::fflush(stdout);
    }
  }
}
