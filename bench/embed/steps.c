/*
 * Times training steps through the C interface, by the protocol of `buttere bench step`: 7 samples of 0.12 s after 0.2 s of warming up.
 * Input: the list of networks (name, inputs, outputs, widths, parameters), argv: list threads. Output: JSON lines peer = C, id, step_us_min,
 * step_us_median, inside_us_median: the same steps as be_network_train times them inside the library, call by call of one epoch.
 */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "buttere.h"

enum { BATCH = 256, SAMPLES = 7 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void must(be_status status)
{
    if (status == BE_OK)
        return;
    char error[512];
    be_last_error(error, sizeof error);
    fprintf(stderr, "steps: %s\n", error);
    exit(1);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double seconds_of(be_network *network, long steps)
{
    double start = now(), loss;
    for (long i = 0; i < steps; i++)
        must(be_network_step(network, 0, &loss));
    return (now() - start) / (double)steps;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return fprintf(stderr, "usage: steps NETWORKS.tsv THREADS\n"), 2;
    FILE *list = fopen(argv[1], "r");
    char line[4096], id[256], widths_text[3072];
    if (list == NULL)
        return perror(argv[1]), 2;
    while (fgets(line, sizeof line, list)) {
        int inputs, outputs;
        int32_t widths[256], depth = 0;
        if (sscanf(line, "%255s %d %d %3071s", id, &inputs, &outputs, widths_text) != 4)
            continue;
        for (char *part = strtok(widths_text, ","); part; part = strtok(NULL, ","))
            widths[depth++] = atoi(part);
        float *x = malloc(sizeof(float) * BATCH * (size_t)inputs), *y = calloc((size_t)BATCH * (size_t)outputs, sizeof(float));
        srand(1);
        for (long i = 0; i < (long)BATCH * inputs; i++)
            x[i] = (float)rand() / (float)RAND_MAX;
        for (int row = 0; row < BATCH; row++)
            y[row * outputs + rand() % outputs] = 1;
        be_network_options options = {.struct_size = sizeof options, .inputs = inputs, .widths = widths, .depth = depth, .task = BE_CLASSIFICATION,
            .batch = BATCH, .threads = atoi(argv[2]), .tune = 1};
        be_network *network;
        must(be_network_create(&options, &network));
        must(be_network_set_data(network, x, y, BATCH, BE_SPLIT_NONE));
        double warm = now();
        for (int i = 0; i < 5 || (i < 200 && now() - warm < 0.2); i++)
            seconds_of(network, 1);
        long steps = (long)(0.12 / seconds_of(network, 3));
        if (steps < 2)
            steps = 2;
        double outside[SAMPLES], inside[SAMPLES];
        for (int sample = 0; sample < SAMPLES; sample++) {
            outside[sample] = 1e6 * seconds_of(network, steps);
            be_epoch last;
            double sum = 0;
            for (long i = 0; i < steps; i++) {
                must(be_network_train(network, 1, NULL, NULL, NULL, &last));
                sum += last.seconds;
            }
            inside[sample] = 1e6 * sum / (double)steps;
        }
        qsort(outside, SAMPLES, sizeof(double), ascending);
        qsort(inside, SAMPLES, sizeof(double), ascending);
        printf("{\"peer\": \"C\", \"id\": \"%s\", \"step_us_min\": %.4f, \"step_us_median\": %.4f, \"inside_us_median\": %.4f}\n", id, outside[0],
            outside[SAMPLES / 2], inside[SAMPLES / 2]);
        fflush(stdout);
        must(be_network_free(network));
        free(x);
        free(y);
    }

    fclose(list);
    return 0;
}
