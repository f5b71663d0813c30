#include <stdio.h>
#include "buttere.h"

int main(void)
{
    static float x[256 * 2], y[256]; /* 256 rows: two inputs, one target */
    for (int row = 0; row < 256; row++) {
        x[2 * row] = (float)(row % 16) / 15;
        x[2 * row + 1] = (float)(row / 16) / 15;
        y[row] = x[2 * row] * x[2 * row + 1];
    }

    const int32_t widths[] = {16, 1};
    be_network_options options = {.struct_size = sizeof options, .inputs = 2, .widths = widths, .depth = 2, .batch = 32, .learning_rate = 0.01};
    be_network *network;
    be_epoch last;
    if (be_network_create(&options, &network) != BE_OK || be_network_set_data(network, x, y, 256, BE_SPLIT_NONE) != BE_OK
        || be_network_train(network, 200, NULL, NULL, NULL, &last) != BE_OK) {
        char error[256];
        be_last_error(error, sizeof error);
        fprintf(stderr, "%s\n", error);
        return 1;
    }

    printf("loss %.5f after %d epochs of %.0f us\n", last.train_loss, (int)last.epoch, last.seconds * 1e6);
    be_network_free(network);
    return 0;
}
