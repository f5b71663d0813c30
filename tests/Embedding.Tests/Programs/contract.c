/* What buttere.h promises, one line of output for each promise. Arguments: a folder to write into, a recording
 * of power, a table of runs, and how often to do it all: what the runtime allocates once does not grow with that, a leak does. */
#define _DEFAULT_SOURCE
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "buttere.h"

/* DLPack 0.8, as dlpack.h declares it. */
typedef struct {
    void *data;
    int32_t device_type, device_id, ndim;
    uint8_t code, bits;
    uint16_t lanes;
    int64_t *shape, *strides;
    uint64_t byte_offset;
} Tensor;
typedef struct DLManagedTensor {
    Tensor dl_tensor;
    void *manager_ctx;
    void (*deleter)(struct DLManagedTensor *);
} Managed;

enum { ROWS = 300, INPUTS = 5, OUTPUTS = 2 };

static int failed;
static float features[ROWS * INPUTS], targets[ROWS * OUTPUTS];

static void check(int holds, const char *promise)
{
    char error[512];
    be_last_error(error, sizeof error);
    if (holds)
        printf("ok %s\n", promise);
    else
        printf("FAILED %s (last error: %s)\n", promise, error);
    failed += !holds;
}

static int says(const char *part)
{
    char error[512];
    be_last_error(error, sizeof error);
    return strstr(error, part) != NULL;
}

static be_network_options usual(void)
{
    static const int32_t widths[] = {16, 8, OUTPUTS};
    be_network_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.inputs = INPUTS;
    options.widths = widths;
    options.depth = 3;
    options.batch = 64;
    options.learning_rate = 0.01;
    options.threads = 1;
    options.seed = 7;
    return options;
}

static be_network *create(void)
{
    be_network_options options = usual();
    be_network *network = NULL;
    check(be_network_create(&options, &network) == BE_OK, "a network is created");
    return network;
}

static void fill(void)
{
    uint32_t state = 1;
    for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < INPUTS; i++) {
            state = state * 1664525u + 1013904223u;
            features[row * INPUTS + i] = (float)(state >> 8) / (1 << 24);
        }
        targets[row * OUTPUTS] = features[row * INPUTS] > 0.5f ? 0.9f : 0.1f;
        targets[row * OUTPUTS + 1] = 1 - targets[row * OUTPUTS];
    }
}

static void versions(void)
{
    char text[64], cut[3];
    check(be_abi_version() == (BE_ABI_MAJOR << 16 | BE_ABI_MINOR), "the library has the version of the header");
    check(be_engine_version(text, sizeof text) == strlen(text) && strlen(text) > 0, "the engine tells its version");
    check(be_engine_version(NULL, 0) == strlen(text), "a text tells its length without a place to put it");
    check(be_engine_version(cut, sizeof cut) == strlen(text) && strlen(cut) == 2, "a text is cut short where it does not fit");
    check(be_status_name(BE_CLOSED, text, sizeof text) > 0 && strcmp(text, "closed") == 0, "a status has a name");
}

static void wrong_arguments(void)
{
    be_network *network = (be_network *)1;
    be_network_options options = usual();
    check(be_network_create(NULL, &network) == BE_ARGUMENT && network == NULL, "options must not be null");
    check(be_network_create(&options, NULL) == BE_ARGUMENT, "there must be a place for a handle");
    options.struct_size = 3;
    check(be_network_create(&options, &network) == BE_ARGUMENT && says("struct_size"), "struct_size must be possible");
    options = usual();
    options.depth = 0;
    check(be_network_create(&options, &network) == BE_ARGUMENT && says("depth 0"), "the message names the option");
    options = usual();
    options.shape = "heptagon";
    check(be_network_create(&options, &network) == BE_ARGUMENT && says("heptagon") && says("trapezoid"), "the message says what is known");
    options = usual();
    options.device = "cuda:0";
    check(be_network_create(&options, &network) == BE_DEVICE, "a device that is not there has a status of its own");

    struct { be_network_options known; int32_t later[4]; } newer;
    memset(&newer, 0, sizeof newer);
    newer.known = usual();
    newer.known.struct_size = sizeof newer;
    check(be_network_create(&newer.known, &network) == BE_OK, "a program of a later version works while it sets nothing new");
    check(be_network_free(network) == BE_OK, "a network is freed");
    newer.later[1] = 1;
    check(be_network_create(&newer.known, &network) == BE_ARGUMENT, "a field that the library does not have is refused");

    network = create();
    double loss;
    check(be_network_step(network, 0, &loss) == BE_ARGUMENT && says("be_network_set_data"), "a step needs rows");
    check(be_network_set_data(network, NULL, targets, ROWS, 0) == BE_ARGUMENT && says("features"), "features must not be null");
    check(be_network_set_data(network, features, targets, 0, 0) == BE_SHAPE, "there must be rows");
    check(be_network_set_data(network, features, targets, INT64_MAX / 8, 0) == BE_SHAPE, "there cannot be more rows than fit");
    check(be_network_set_data(network, features, targets, ROWS, 9) == BE_ARGUMENT, "a split must exist");
    float kept = features[7];
    features[7] = NAN;
    check(be_network_set_data(network, features, targets, ROWS, 0) == BE_ARGUMENT && says("row 1, column 2"), "a value that is no number is named");
    features[7] = kept;
    check(be_network_set_data(network, features, targets, ROWS, 0) == BE_OK, "rows are taken");
    check(be_network_step(network, 5, &loss) == BE_ARGUMENT && be_network_step(network, -1, &loss) == BE_ARGUMENT, "a batch must exist");
    float parameters[16 * (INPUTS + 1)];
    check(be_network_read_parameters(network, 0, parameters, 3) == BE_SHAPE && says("96"), "a count must be the layer's");
    check(be_network_read_parameters(network, 3, parameters, 3) == BE_ARGUMENT, "a layer must exist");
    check(be_network_read_parameters(network, 0, NULL, 96) == BE_ARGUMENT, "parameters need a place");
    check(be_network_load(network, "/nowhere/x.safetensors") == BE_FILE && says("/nowhere/x.safetensors"),
        "a file that is missing has a status of its own");
    check(be_network_save(network, "/nowhere/x.safetensors") == BE_FILE, "so has one that cannot be written");
    check(be_network_free(network) == BE_OK, "a network is freed");
}

static void handles(void)
{
    double loss;
    be_network *network = create();
    be_meter *other = (be_meter *)network;
    check(be_meter_open(other) == BE_ARGUMENT && says("another kind"), "a handle of another kind is refused");
    check(be_network_free(network) == BE_OK, "a network is freed");
    check(be_network_step(network, 0, &loss) == BE_CLOSED, "a handle that was freed is refused");
    check(be_network_free(network) == BE_CLOSED, "nothing is freed twice");
    be_network *next = create();
    check(next != network && be_network_step(network, 0, &loss) == BE_CLOSED, "an old handle does not fit a new network");
    check(be_network_free(next) == BE_OK, "a network is freed");
    check(be_network_step((be_network *)(uintptr_t)0xdeadbeefcafeu, 0, &loss) == BE_CLOSED, "a handle that was made up is refused");
    check(be_network_step(NULL, 0, &loss) == BE_ARGUMENT, "null is no network");
    check(be_network_free(NULL) == BE_OK, "freeing null does nothing");
}

/* The bits of the first losses, to be compared with those of the engine itself. */
static void bits(void)
{
    be_network *network = create();
    check(be_network_set_data(network, features, targets, ROWS, BE_SPLIT_NONE) == BE_OK, "rows are taken");
    double losses[10];
    for (int step = 0; step < 10; step++)
        check(be_network_step(network, step % 5, &losses[step]) == BE_OK, "a step is made");
    printf("bits");
    for (int step = 0; step < 10; step++) {
        uint64_t pattern;
        memcpy(&pattern, &losses[step], sizeof pattern);
        printf(" %llx", (unsigned long long)pattern);
    }
    printf("\n");
    check(be_network_free(network) == BE_OK, "a network is freed");
}

static int epochs_seen;
static be_status inner_status;
static pthread_t caller;
static int same_thread = 1;

static void on_epoch(void *context, const be_epoch *epoch)
{
    double loss;
    epochs_seen = epoch->epoch;
    same_thread &= pthread_equal(caller, pthread_self());
    inner_status = be_network_step(context, 0, &loss);
}

static void training(const char *folder)
{
    be_network *network = create();
    check(be_network_set_data(network, features, targets, ROWS, BE_SPLIT_PAPER) == BE_OK, "rows are split");
    double before, after, first, again;
    check(be_network_evaluate(network, NULL, NULL, 0, &before) == BE_OK && before > 0, "the test rows have a loss");
    caller = pthread_self();
    be_epoch last;
    check(be_network_train(network, 20, NULL, on_epoch, network, &last) == BE_OK && epochs_seen == 20, "the caller is told of every epoch");
    check(same_thread, "on the thread that called");
    check(inner_status == BE_BUSY, "a call from inside a callback gets BE_BUSY");
    check(be_network_evaluate(network, NULL, NULL, 0, &after) == BE_OK && after < before / 2, "training learns");
    check(last.epoch == 20 && fabs(last.test_loss - after) < 1e-12, "the last epoch is what the test rows say");
    check(be_network_evaluate(network, features, targets, ROWS, &after) == BE_OK && after < before, "other rows have a loss");

    volatile int32_t cancel = 1;
    check(be_network_train(network, 1000000, &cancel, NULL, NULL, NULL) == BE_CANCELLED, "work that is cancelled ends");

    char path[512];
    snprintf(path, sizeof path, "%s/network.safetensors", folder);
    check(be_network_save(network, path) == BE_OK, "a network is saved");
    be_network *copy = create();
    check(be_network_load(copy, path) == BE_OK, "a network is loaded");
    check(be_network_set_data(copy, features, targets, ROWS, 0) == BE_OK && be_network_set_data(network, features, targets, ROWS, 0) == BE_OK,
        "rows are replaced");
    check(be_network_evaluate(copy, features, targets, ROWS, &again) == BE_OK && again == after, "what was loaded is what was saved, bit for bit");

    float ours[16 * (INPUTS + 1)], *all[3];
    int64_t counts[3] = {16 * (INPUTS + 1), 8 * 17, OUTPUTS * 9};
    check(be_network_read_parameters(network, 0, ours, counts[0]) == BE_OK, "parameters are read into memory of the caller");
    Managed *tensor = NULL;
    check(be_network_parameters_dlpack(network, 0, &tensor) == BE_OK && tensor->dl_tensor.shape[0] == INPUTS + 1 && tensor->dl_tensor.shape[1] == 16
        && memcmp(tensor->dl_tensor.data, ours, sizeof ours) == 0, "parameters are given as a DLPack tensor");
    if (tensor != NULL)
        tensor->deleter(tensor);
    for (int layer = 0; layer < 3; layer++) {
        all[layer] = malloc((size_t)counts[layer] * sizeof(float));
        check(be_network_read_parameters(network, layer, all[layer], counts[layer]) == BE_OK, "every layer is read");
    }
    check(be_network_write_parameters(copy, (const float *const *)all, counts, 3) == BE_OK, "parameters are written");
    counts[1]--;
    check(be_network_write_parameters(copy, (const float *const *)all, counts, 3) == BE_SHAPE && says("counts[1]"), "a wrong count is named");
    check(be_network_write_parameters(network, (const float *const *)all, counts, 2) == BE_SHAPE, "every layer must be given");
    counts[1]++;
    check(be_network_write_parameters(network, (const float *const *)all, counts, 3) == BE_OK, "parameters are written");
    check(be_network_step(network, 0, &first) == BE_OK && be_network_step(copy, 0, &again) == BE_OK && first == again, "equal networks step equally");
    for (int layer = 0; layer < 3; layer++)
        free(all[layer]);

    int64_t shape[2] = {ROWS, INPUTS}, target_shape[2] = {ROWS, OUTPUTS}, strides[2] = {INPUTS, 1};
    Managed rows = {{features, 1, 0, 2, 2, 32, 1, shape, strides, 0}, NULL, NULL};
    Managed answers = {{targets, 1, 0, 2, 2, 32, 1, target_shape, NULL, 0}, NULL, NULL};
    check(be_network_set_data_dlpack(network, &rows, &answers, 0) == BE_OK, "rows are taken from DLPack tensors");
    check(be_network_evaluate(copy, features, targets, ROWS, &again) == BE_OK
        && be_network_evaluate(network, features, targets, ROWS, &after) == BE_OK && after == again, "they are the same rows");
    strides[0] = INPUTS + 1;
    check(be_network_set_data_dlpack(network, &rows, &answers, 0) == BE_SHAPE && says("gaps"), "rows with gaps are refused");
    strides[0] = INPUTS;
    rows.dl_tensor.bits = 64;
    check(be_network_set_data_dlpack(network, &rows, &answers, 0) == BE_ARGUMENT && says("float32"), "other numbers than float32 are refused");
    check(be_network_set_data_dlpack(network, NULL, &answers, 0) == BE_ARGUMENT, "a tensor must not be null");

    char *json = NULL;
    check(be_network_describe(network, &json) == BE_OK && strstr(json, "\"widths\":[16,8,2]") != NULL, "a network describes itself");
    be_string_free(json);
    be_run_options run;
    memset(&run, 0, sizeof run);
    run.struct_size = sizeof run;
    run.epochs = 2;
    run.folder = folder;
    run.dataset = "stripes";
    run.synthetic = 1;
    json = NULL;
    check(be_network_run(network, &run, NULL, NULL, NULL, &json) == BE_OK && strstr(json, "\"run_id\":\"") != NULL
        && strstr(json, "\"joules\":null") != NULL, "a run is recorded, and joules without a meter are null");
    printf("record %s\n", json);
    be_string_free(json);
    run.epochs = 0;
    check(be_network_run(network, &run, NULL, NULL, NULL, &json) == BE_ARGUMENT, "a run has epochs");
    check(be_network_free(network) == BE_OK && be_network_free(copy) == BE_OK, "networks are freed");
}

static void not_finite(void)
{
    be_network_options options = usual();
    options.learning_rate = 1e30;
    be_network *network;
    check(be_network_create(&options, &network) == BE_OK && be_network_set_data(network, features, targets, ROWS, 0) == BE_OK,
        "a network is created");
    check(be_network_train(network, 100, NULL, NULL, NULL, NULL) == BE_NOT_FINITE, "a loss that is no number stops the training");
    check(be_network_free(network) == BE_OK, "a network is freed");
}

static volatile int32_t stop;

static void *train_long(void *network)
{
    return (void *)(intptr_t)be_network_train(network, 1000000, &stop, NULL, NULL, NULL);
}

static be_meter *idle_meter;

static void *run_idle(void *network)
{
    be_run_options run;
    memset(&run, 0, sizeof run);
    run.struct_size = sizeof run;
    run.epochs = 1;
    run.meter = idle_meter;
    run.idle_seconds = 60;
    return (void *)(intptr_t)be_network_run(network, &run, &stop, NULL, NULL, NULL);
}

static void idle_baselines(void)
{
    be_network *network = create();
    be_meter_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.id = "estimate:tdp=100,idle=20";
    check(be_network_set_data(network, features, targets, ROWS, 0) == BE_OK && be_meter_create(&options, &idle_meter) == BE_OK,
        "a meter can estimate");
    stop = 0;
    pthread_t worker;
    void *status;
    time_t start = time(NULL);
    pthread_create(&worker, NULL, run_idle, network);
    usleep(300000);
    stop = 1;
    pthread_join(worker, &status);
    check((intptr_t)status == BE_CANCELLED && time(NULL) - start < 30, "an idle baseline is cancelled too");
    check(be_meter_free(idle_meter) == BE_OK && be_network_free(network) == BE_OK, "what was cancelled is freed");
}

static void *train_own(void *result)
{
    be_network *network = NULL;
    be_network_options options = usual();
    be_epoch last = {0};
    be_status status = be_network_create(&options, &network);
    if (status == BE_OK)
        status = be_network_set_data(network, features, targets, ROWS, 0);
    if (status == BE_OK)
        status = be_network_train(network, 10, NULL, NULL, NULL, &last);
    *(double *)result = status == BE_OK ? last.train_loss : NAN;
    be_network_free(network);
    return NULL;
}

static void threads(void)
{
    be_network *network = create();
    stop = 0;
    pthread_t worker, side[4];
    double losses[4], loss;
    void *status;
    check(be_network_set_data(network, features, targets, ROWS, 0) == BE_OK, "rows are taken");
    pthread_create(&worker, NULL, train_long, network);
    be_status met = BE_OK;
    for (int tries = 0; tries < 5000 && met != BE_BUSY; tries++) {
        usleep(1000);
        met = be_network_step(network, 0, &loss);
    }
    check(met == BE_BUSY, "a second thread gets BE_BUSY");
    check(be_network_free(network) == BE_BUSY, "nothing is freed while it is used");
    stop = 1;
    pthread_join(worker, &status);
    check((intptr_t)status == BE_CANCELLED, "another thread cancels");
    check(be_network_step(network, 0, &loss) == BE_OK, "the network works on after that");
    check(be_network_free(network) == BE_OK, "a network is freed");
    for (int i = 0; i < 4; i++)
        pthread_create(&side[i], NULL, train_own, &losses[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(side[i], NULL);
    check(losses[0] > 0 && losses[0] == losses[1] && losses[0] == losses[2] && losses[0] == losses[3],
        "networks in several threads learn the same bits");
}

static void meters(const char *recording)
{
    char *json = NULL, id[512];
    check(be_meters_list(&json) == BE_OK && strstr(json, "perf:package") != NULL, "the meters are listed");
    be_string_free(json);
    be_meter_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.id = "perf:nothing";
    be_meter *meter = NULL;
    be_status status = be_meter_create(&options, &meter);
    check((status == BE_METER_UNAVAILABLE || status == BE_ARGUMENT) && meter == NULL, "a meter that is absent gives no handle");
    options.id = "abacus";
    check(be_meter_create(&options, &meter) == BE_ARGUMENT && says("abacus"), "a meter must be known");
    snprintf(id, sizeof id, "csv:%s", recording);
    options.id = id;
    check(be_meter_create(&options, &meter) == BE_OK, "a recording is a meter");
    be_energy total = {0}, latest = {0};
    total.struct_size = latest.struct_size = sizeof total;
    check(be_meter_read(meter, &total, &latest) == BE_ARGUMENT && says("be_meter_open"), "a meter is opened before it is read");
    check(be_meter_open(meter) == BE_OK, "a meter is opened");
    usleep(50000);
    check(be_meter_read(meter, &total, &latest) == BE_OK && total.seconds >= 0.05, "a meter is read");
    check(isnan(total.joules) && total.flags != 0, "an energy that is not known is no number, and flags say why");
    total.struct_size = 8;
    check(be_meter_read(meter, &total, NULL) == BE_ARGUMENT, "struct_size must be set");
    check(be_meter_read_json(meter, &json) == BE_OK && strstr(json, "\"joules\":null") != NULL && strstr(json, "outsideRecording") != NULL,
        "the same as a document");
    be_string_free(json);
    check(be_meter_close(meter) == BE_OK && be_meter_free(meter) == BE_OK && be_meter_open(meter) == BE_CLOSED, "a meter is closed and freed");
}

static volatile int32_t enough;
static int reports;

static void on_progress(void *context, double fraction, const char *what)
{
    (void)context;
    same_thread &= pthread_equal(caller, pthread_self()) && fraction >= 0 && fraction <= 1 && strlen(what) > 0;
    reports++;
    enough = 1;
}

static void probing(void)
{
    be_probe_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.quick = 1;
    char *json = NULL;
    caller = pthread_self();
    same_thread = 1;
    enough = 0;
    check(be_probe(&options, &enough, on_progress, NULL, &json) == BE_CANCELLED && json == NULL, "a probe is cancelled");
    check(reports > 0 && same_thread, "it reports on the thread that called");
    options.threads = -1;
    enough = 0;
    check(be_probe(&options, &enough, NULL, NULL, &json) == BE_ARGUMENT, "threads must be possible");
    check(be_probe(NULL, NULL, NULL, NULL, NULL) == BE_ARGUMENT, "there must be a place for the profile");
}

static void models(const char *folder, const char *runs)
{
    be_model *model = NULL, *fitted = NULL, *read = NULL;
    check(be_model_open("butter-e-cpu", &model) == BE_OK, "a shipped model is opened");
    check(be_model_open("/nowhere/model.json", &read) == BE_FILE && read == NULL, "a model file must exist");
    be_cost_query query;
    memset(&query, 0, sizeof query);
    query.struct_size = sizeof query;
    query.dataset = "adult";
    query.depth = 4;
    query.size = 262144;
    query.epochs = 100;
    double cost = 0, again = 0;
    check(be_model_predict(model, &query, &cost) == BE_OK && cost > 0, "a model predicts");
    printf("predicted %.6g\n", cost);
    query.threads = 2;
    check(be_model_predict(model, &query, &cost) == BE_ARGUMENT && says("knows no threads"), "the paper's models know no threads");
    query.threads = -1;
    check(be_model_predict(model, &query, &cost) == BE_ARGUMENT && says("threads"), "threads must be possible");
    query.threads = 0;
    query.dataset = "nobody";
    check(be_model_predict(model, &query, &cost) == BE_ARGUMENT && says("nobody"), "a data set must be known");
    query.dataset = NULL;
    query.inputs = 10;
    query.outputs = 1;
    check(be_model_predict(model, &query, &cost) == BE_ARGUMENT && says("rows"), "rows must be known");
    query.rows = 1;
    check(be_model_predict(model, &query, &cost) == BE_ARGUMENT && says("rows 1"), "of one row none would train");
    query.rows = 1000;
    check(be_model_predict(model, &query, &cost) == BE_OK && cost > 0, "a network of one's own is predicted");
    be_fit_options options;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.hardware = "eagle-cpu";
    check(be_model_fit(&options, &fitted) == BE_ARGUMENT && says("runs"), "a fit needs runs");
    options.runs = runs;
    options.leave_out_blind = 1;
    options.bootstraps = -1;
    options.target = "time";
    check(be_model_fit(&options, &fitted) == BE_OK, "a model is fitted");
    char path[512], *json = NULL;
    snprintf(path, sizeof path, "%s/model.json", folder);
    check(be_model_save(fitted, path) == BE_OK && be_model_open(path, &read) == BE_OK, "it is saved and opened again");
    check(be_model_predict(fitted, &query, &cost) == BE_OK && be_model_predict(read, &query, &again) == BE_OK && cost == again,
        "and predicts the same");
    check(be_model_json(read, &json) == BE_OK && strstr(json, "buttere.model/1") != NULL, "it is a document");
    be_string_free(json);
    be_model *threaded = NULL;
    options.placement = "engine";
    check(be_model_fit(&options, &threaded) == BE_OK, "a model of the engine's own placement is fitted");
    query.threads = 1;
    check(be_model_predict(threaded, &query, &cost) == BE_OK && cost > 0, "and knows threads");
    check(be_model_free(threaded) == BE_OK, "and is freed");
    query.threads = 0;
    options.target = "smiles";
    be_model *none = NULL;
    check(be_model_fit(&options, &none) == BE_ARGUMENT && says("smiles"), "a target must exist");
    check(be_model_free(model) == BE_OK && be_model_free(fitted) == BE_OK && be_model_free(read) == BE_OK, "models are freed");
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 2;
    fill();
    for (int round = atoi(argv[4]); round > 0; round--) {
        versions();
        wrong_arguments();
        handles();
        bits();
        training(argv[1]);
        not_finite();
        threads();
        idle_baselines();
        meters(argv[2]);
        models(argv[1], argv[3]);
        probing();
    }

    printf("%d failed\n", failed);
    return failed != 0;
}
