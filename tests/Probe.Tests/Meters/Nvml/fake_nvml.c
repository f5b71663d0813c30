/* A stand-in for libnvidia-ml.so.1 with the calls that the reader uses; tests set its state through the fake_ calls.
   Signatures and return codes: NVML API reference. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static unsigned long long energy[8];
static unsigned int power[8], mig[8];
static int count = 1, has_counter = 1, has_fields = 1, hang_seconds = 0, init_code = 0;
static const char *second_name = "NVIDIA H100";

void fake_reset(void) { memset(energy, 0, sizeof energy); memset(mig, 0, sizeof mig); for (int i = 0; i < 8; i++) power[i] = 300000;
  count = 1; has_counter = has_fields = 1; hang_seconds = 0; init_code = 0; second_name = "NVIDIA H100"; }
void fake_energy(int i, unsigned long long mj) { energy[i] = mj; }
void fake_power(int i, unsigned int mw) { power[i] = mw; }
void fake_mig(int i, unsigned int on) { mig[i] = on; }
void fake_count(int n) { count = n; }
void fake_counter(int on) { has_counter = on; }
void fake_fields(int on) { has_fields = on; }
void fake_hang(int seconds) { hang_seconds = seconds; }
void fake_init_code(int code) { init_code = code; }
void fake_module(void) { second_name = "NVIDIA GH200 480GB"; }

static int index_of(void *d) { return (int)((long)d - 1); }
int nvmlInit_v2(void) { return init_code; }
int nvmlSystemGetDriverVersion(char *t, unsigned n) { snprintf(t, n, "570.0"); return 0; }
int nvmlDeviceGetCount_v2(unsigned *n) { *n = count; return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned i, void **d) { *d = (void *)(long)(i + 1); return i < (unsigned)count ? 0 : 6; }
int nvmlDeviceGetUUID(void *d, char *t, unsigned n) { snprintf(t, n, "GPU-%08d-0000", index_of(d)); return 0; }
int nvmlDeviceGetName(void *d, char *t, unsigned n) { snprintf(t, n, "%s", index_of(d) ? second_name : "NVIDIA H100"); return 0; }
int nvmlDeviceGetTotalEnergyConsumption(void *d, unsigned long long *e) { if (hang_seconds) sleep(hang_seconds); if (!has_counter) return 3; *e = energy[index_of(d)]; return 0; }
int nvmlDeviceGetPowerUsage(void *d, unsigned *p) { *p = power[index_of(d)]; return 0; }
int nvmlDeviceGetEnforcedPowerLimit(void *d, unsigned *p) { (void)d; *p = 700000; return 0; }
int nvmlDeviceGetPersistenceMode(void *d, unsigned *p) { (void)d; *p = 1; return 0; }
int nvmlDeviceGetArchitecture(void *d, unsigned *a) { (void)d; *a = 9; return 0; }
int nvmlDeviceGetMigMode(void *d, unsigned *current, unsigned *pending) { *current = *pending = mig[index_of(d)]; return 0; }
typedef struct { unsigned fieldId, scopeId; long long timestamp, latencyUsec; int valueType, nvmlReturn; union { unsigned ui; unsigned long long ull; } value; } field_t;
int nvmlDeviceGetFieldValues(void *d, int n, field_t *f) {
  for (int i = 0; i < n; i++) { f[i].nvmlReturn = has_fields && f[i].fieldId == 186 ? 0 : 3; f[i].value.ull = 0; f[i].value.ui = power[index_of(d)]; }
  return sizeof(field_t) == 40 ? 0 : 999;
}
