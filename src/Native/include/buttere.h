/*
 * buttere.h: the C interface of ButterE.Engine (C99). Link with -lbuttere.
 *
 * Status. Every function but the text functions returns a be_status; BE_OK is 0. What went wrong is said by be_last_error, per thread.
 * No exception crosses this boundary, and a wrong argument never ends the process where it can be told from a right one.
 *
 * Handles (be_network, be_meter, be_model) are no addresses. A null handle gives BE_ARGUMENT, one that was freed BE_CLOSED; freeing null is allowed.
 * Any thread may use a handle, one call at a time: a second call meanwhile, also from inside a callback, gets BE_BUSY and changes nothing.
 * Calls with different handles run side by side.
 *
 * Memory. Matrices are float32, row after row without gaps. What a function reads is borrowed for the time of the call and never kept or
 * freed; nothing is converted at the boundary (the engine packs rows into its own layout while it reads them). What a function writes goes into
 * the caller's memory. Texts are UTF-8; those given through char ** are freed with be_string_free.
 *
 * Options. Set every struct to 0, then struct_size = sizeof the struct; 0 or NULL is the default of each field that is not said to be required.
 *
 * Callbacks are called on the thread that made the call, and before it returns. They must not unwind (no longjmp, no C++ exception).
 *
 * Cancelling. Where a function takes `cancel`, it ends with BE_CANCELLED within about 10 ms and one batch after *cancel is not 0, whichever thread
 * sets it. NULL: it cannot be cancelled. Parameters keep what was learnt until then.
 *
 * Processes. After fork() a child must not call this library: its threads are not there. Never dlclose it.
 */
#ifndef BUTTERE_H
#define BUTTERE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BE_ABI_MAJOR 1
#define BE_ABI_MINOR 1

typedef int32_t be_status;
enum {
    BE_OK = 0,
    BE_INTERNAL = 1,           /* a defect of the library */
    BE_ARGUMENT = 2,           /* a value, option or file content that cannot be used */
    BE_SHAPE = 3,              /* a count, length or dimension that does not fit */
    BE_DEVICE = 4,             /* a device or SIMD path that is absent */
    BE_METER_UNAVAILABLE = 5,  /* no such meter can be read here; the message says why and what to do */
    BE_FILE = 6,               /* a file that cannot be read or written (io) */
    BE_CANCELLED = 7,
    BE_CLOSED = 8,             /* the handle was freed, or never existed */
    BE_BUSY = 9,               /* another call is using the handle */
    BE_INSUFFICIENT_DATA = 10, /* well formed, but too little to answer from */
    BE_NOT_FINITE = 11         /* a loss became NaN or infinite */
};

typedef struct be_network be_network;
typedef struct be_meter be_meter;
typedef struct be_model be_model;
struct DLManagedTensor; /* dlpack/dlpack.h, DLPack 0.x */

/* ---- this library ------------------------------------------------------------------------------------------------------------------------- */

/* major << 16 | minor. A program fits when major is equal and its own minor is not larger. */
uint32_t be_abi_version(void);

/* These copy a text into `text`, at most `capacity` bytes with the terminating NUL, and return its whole length without NUL (like snprintf). */
size_t be_engine_version(char *text, size_t capacity);
size_t be_status_name(be_status status, char *text, size_t capacity);
/* Of the last call on this thread that did not return BE_OK. */
size_t be_last_error(char *text, size_t capacity);

void be_string_free(char *text);

/* ---- networks ----------------------------------------------------------------------------------------------------------------------------- */

enum { BE_REGRESSION = 0, BE_CLASSIFICATION = 1 }; /* sigmoid and mean squared error; sigmoid or softmax and cross-entropy */
enum { BE_FUSED = 0, BE_TEXTBOOK = 1 };            /* schedules of a step; the same bits */
enum { BE_SPLIT_NONE = 0, BE_SPLIT_PAPER = 1 };    /* every row trains, in order; a seeded fifth of the rows tests */

typedef struct be_network_options {
    size_t struct_size;
    int32_t inputs;          /* required */
    int32_t outputs;         /* required without widths */
    const int32_t *widths;   /* depth numbers, the output layer last; NULL: solved from shape, depth and size */
    const char *shape;       /* rectangle, rectangle_residual, trapezoid, exponential, wide_first_2x, _4x, _8x, _16x; NULL: rectangle */
    int64_t size;            /* parameters to come near to; only without widths */
    int32_t depth;           /* required: layers, the output layer included */
    int32_t task;            /* BE_REGRESSION or BE_CLASSIFICATION */
    int32_t batch;           /* rows of a batch; 0: 256 */
    int32_t schedule;        /* BE_FUSED or BE_TEXTBOOK */
    double learning_rate;    /* of Adam; 0: 1e-4 */
    int32_t threads;         /* at most; 0: every granted physical core */
    int32_t tune;            /* 1: measure block sizes once per machine (under a second) and keep them; 0: from the declared caches */
    int32_t seed;            /* of initial parameters and split */
    int32_t reserved;
    const char *device;      /* NULL or "cpu"; this library has no others */
} be_network_options;

/* One epoch. test_loss is NaN without test rows. */
typedef struct be_epoch {
    int32_t epoch; /* from 1 */
    int32_t reserved;
    double train_loss; /* mean over rows of the losses met before each update */
    double test_loss;
    double seconds;
} be_epoch;
typedef void (*be_epoch_callback)(void *context, const be_epoch *epoch);

be_status be_network_create(const be_network_options *options, be_network **network);
be_status be_network_free(be_network *network);

/* Rows to train on: features [rows, inputs], targets [rows, outputs], all finite. */
be_status be_network_set_data(be_network *network, const float *features, const float *targets, int64_t rows, int32_t split);
/* The same from DLPack tensors of the CPU, which are read in place and stay the caller's: their deleters are not called. */
be_status be_network_set_data_dlpack(
    be_network *network, const struct DLManagedTensor *features, const struct DLManagedTensor *targets, int32_t split);

/* One step on batch 0 to batches - 1; *loss (may be NULL) is the mean loss of the batch before the update. Allocates nothing. */
be_status be_network_step(be_network *network, int64_t batch, double *loss);
/* Epochs of all batches in order, then the test rows. callback and last may be NULL; last receives the last whole epoch. */
be_status be_network_train(
    be_network *network, int32_t epochs, const volatile int32_t *cancel, be_epoch_callback callback, void *context, be_epoch *last);
/* Mean loss over rows that are not kept, or with NULL, NULL, 0 over the test rows. */
be_status be_network_evaluate(be_network *network, const float *features, const float *targets, int64_t rows, double *loss);

/* Parameters of layer 0 to depth - 1: [fan-in + 1, units], the bias as the last row. count must be their number. */
be_status be_network_read_parameters(be_network *network, int32_t layer, float *parameters, int64_t count);
/* The same in memory of the library; call the tensor's deleter once. */
be_status be_network_parameters_dlpack(be_network *network, int32_t layer, struct DLManagedTensor **parameters);
/* Sets all layers and forgets the moments of Adam. */
be_status be_network_write_parameters(be_network *network, const float *const *parameters, const int64_t *counts, int32_t layers);
/* safetensors: layers.K.weight [out, in], layers.K.bias [out]. */
be_status be_network_save(be_network *network, const char *path);
be_status be_network_load(be_network *network, const char *path);

/* inputs, widths, parameters, device, simd, schedule, threads, threadsUsed, rows, batches, ... */
be_status be_network_describe(be_network *network, char **json);

typedef struct be_run_options {
    size_t struct_size;
    int32_t epochs;          /* required */
    int32_t replicate;       /* number of this repetition of an equal run */
    be_meter *meter;         /* NULL: joules are not known */
    double idle_seconds;     /* idle baseline before and after under a meter; 0: as the meter wants, negative: none */
    const char *folder;      /* receives RUN_ID.parquet, written whole or not at all; NULL: nothing is written */
    const char *dataset;     /* name of the data; only the paper's 13 become the record's dataset, which fits know by name */
    const char *data_source; /* where they come from, for the record; NULL: dataset, or else embedded */
    int32_t raw_features;    /* feature columns before encoding; 0: inputs */
    int32_t synthetic;       /* 1: the rows were generated */
} be_run_options;

/*
 * A measured run with its record: after a short warm-up it starts from the present parameters with fresh moments, and under a meter it is
 * repeated from there until the meter's shortest window is full. json (may be NULL) receives the record, keys as the columns of the file.
 */
be_status be_network_run(be_network *network, const be_run_options *options, const volatile int32_t *cancel, be_epoch_callback callback,
    void *context, char **json);

/* ---- energy meters, without networks ------------------------------------------------------------------------------------------------------ */

typedef struct be_meter_options {
    size_t struct_size;
    const char *id;          /* such as perf:package, csv:FILE, exec:COMMAND; NULL: the first counter of this machine. An identity may run a
                                command: pass none that comes from a file or a network */
    const char *credentials; /* file for redfish: */
    const char *node;        /* of a recording with several */
    const char *time_zone;   /* of a recording's times without an offset */
    int32_t accept_any_certificate;
    int32_t reserved;
} be_meter_options;

/* Energy of an interval. Not known is NaN, never 0; flags say why (be_meter_read_json has their names). Set struct_size before the call. */
typedef struct be_energy {
    size_t struct_size;
    double joules;
    double seconds;
    double random_joules;     /* standard uncertainty that shrinks with repetitions */
    double systematic_joules; /* that of the meter's gain, which does not */
    uint32_t flags;
    uint32_t reserved;
} be_energy;

/* Every known meter: {"meters": [{id, kind, domain, scope, available, reason, remedy, ...}]} */
be_status be_meters_list(char **json);
be_status be_meter_create(const be_meter_options *options, be_meter **meter); /* options may be NULL */
be_status be_meter_free(be_meter *meter);
be_status be_meter_open(be_meter *meter); /* starts at 0 J; again: starts anew */
/* Energy since be_meter_open, and since the last reading; either may be NULL. */
be_status be_meter_read(be_meter *meter, be_energy *total, be_energy *latest);
be_status be_meter_read_json(be_meter *meter, char **json);
be_status be_meter_close(be_meter *meter);

/* ---- the memory hierarchy ----------------------------------------------------------------------------------------------------------------- */

typedef struct be_probe_options {
    size_t struct_size;
    int32_t quick;    /* 1: about 20 s and wider intervals; 0: at most 3 minutes */
    int32_t threads;  /* cores to measure together; 0: all */
    int32_t seed;     /* 0: 1 */
    int32_t reserved;
    be_meter *meter;  /* joules of each cost, for minutes more; NULL: none */
} be_probe_options;
typedef void (*be_progress_callback)(void *context, double fraction, const char *what);

/* The profile of this machine (schema buttere.profile/1). options and callback may be NULL. */
be_status be_probe(
    const be_probe_options *options, const volatile int32_t *cancel, be_progress_callback callback, void *context, char **json);

/* ---- cost models -------------------------------------------------------------------------------------------------------------------------- */

typedef struct be_fit_options {
    size_t struct_size;
    const char *runs;       /* required: CSV, Parquet, or a folder of run records */
    const char *hardware;   /* required: profile file, eagle-cpu or eagle-gpu */
    const char *placement;  /* notebook or paper: the paper's form; engine: the form that the runs call for, or spill for few; NULL: notebook */
    const char *target;     /* energy or time; NULL: energy */
    int32_t leave_out_blind; /* 1: leave out terms that the runs cannot tell apart; 0: BE_INSUFFICIENT_DATA then */
    int32_t bootstraps;     /* resamples behind the intervals; 0: 200, negative: none */
} be_fit_options;

/* What is trained. With dataset (one of the paper's 13) inputs, outputs, raw_features and rows may be 0. */
typedef struct be_cost_query {
    size_t struct_size;
    const char *dataset;
    const char *shape;
    const int32_t *widths;
    int64_t size;
    int32_t inputs;
    int32_t outputs;
    int32_t depth;        /* required */
    int32_t raw_features; /* columns before encoding; 0: inputs */
    int32_t rows;         /* before the split */
    int32_t batch;        /* 0: 256 */
    double epochs;        /* required */
    int32_t threads;      /* at most; 0: as many as the runs of the model had. Refused by a model that knows none. Since 1.1 */
} be_cost_query;

be_status be_model_open(const char *name_or_path, be_model **model); /* a model file, butter-e-cpu or butter-e-gpu */
be_status be_model_fit(const be_fit_options *options, be_model **model);
/* Joules or seconds of the whole run, by the model's target. */
be_status be_model_predict(be_model *model, const be_cost_query *query, double *cost);
be_status be_model_json(be_model *model, char **json); /* schema buttere.model/1 */
be_status be_model_save(be_model *model, const char *path);
be_status be_model_free(be_model *model);

#ifdef __cplusplus
}
#endif

#endif
