// What scorefield's benchmark page computes, written for TensorFlow.js as its users write it: eager operations on the
// page's main thread. ?backend=cpu|wasm|webgpu & workload=train-3x64-b200|sample-3x128-n5000-s50 & budget=<ms>
/* global tf */

// The eight Gaussians of src/math/dataset/eight_gaussians.rs.
const RADIUS = 2.829;
const SPREAD = 0.3536;
// Steps between two reads of the loss. Only a read says that the device is done.
const READ_EVERY = 10;
const WARM_UP = 0.2;

const element = id => document.querySelector(`[data-testid='${id}']`);

/** Two independent standard normal numbers (Box and Muller). */
function normals() {
  const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
  const angle = 2 * Math.PI * Math.random();
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/**
 * A batch of flow matching: x_t = (1 − t)·data + t·noise beside t, and noise − data. It is drawn on the host and sent
 * over in two tensors; tf.randomNormal draws on the host as well, slower, and then each product is an operation.
 */
function batch(size) {
  const inputs = new Float32Array(3 * size);
  const targets = new Float32Array(2 * size);
  for (let i = 0; i < size; i += 1) {
    const t = Math.random();
    const angle = Math.PI / 4 * Math.floor(8 * Math.random());
    const centre = [RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)];
    const spread = normals();
    const noise = normals();
    for (let k = 0; k < 2; k += 1) {
      const data = centre[k] + SPREAD * spread[k];
      inputs[3 * i + k] = (1 - t) * data + t * noise[k];
      targets[2 * i + k] = noise[k] - data;
    }
    inputs[3 * i + 2] = t;
  }
  return [tf.tensor2d(inputs, [size, 3]), tf.tensor2d(targets, [size, 2])];
}

/** 3 → width → … → width → 2, weights and biases uniform on ±1/√inputs. */
function network(depth, width) {
  const sizes = [3, ...Array(depth).fill(width), 2];
  const layers = sizes.slice(1).map((outputs, k) => {
    const bound = 1 / Math.sqrt(sizes[k]);
    return {
      kernel: tf.variable(tf.randomUniform([sizes[k], outputs], -bound, bound)),
      bias: tf.variable(tf.randomUniform([outputs], -bound, bound)),
    };
  });
  const apply = inputs => layers.reduce((x, { kernel, bias }, k) => {
    // As tf.layers.dense has it; the product and the sum apart are slower.
    const y = tf.fused.matMul({ a: x, b: kernel, bias });
    return k < layers.length - 1 ? y.mul(y.sigmoid()) : y;
  }, inputs);
  const products = sizes.slice(1).reduce((sum, outputs, k) => sum + sizes[k] * outputs, 0);
  return { apply, products, variables: layers.flatMap(layer => [layer.kernel, layer.bias]) };
}

/** READ_EVERY steps of training, and the last loss. */
function training([depth, width, size]) {
  const { apply, products, variables } = network(depth, width);
  const optimizer = tf.train.adam(0.002);
  const step = () => tf.tidy(() => {
    const [inputs, targets] = batch(size);
    return optimizer.minimize(() => apply(inputs).sub(targets).square().mean(), true, variables);
  });
  const work = async () => {
    for (let k = 1; k < READ_EVERY; k += 1) step().dispose();
    const loss = step();
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
  return { work, warmUp: work, parts: READ_EVERY, flop: 6 * size * products };
}

/** Points from noise to data by Euler's rule, and the mean of their squares. */
function sampling([depth, width, count, steps]) {
  const { apply, products } = network(depth, width);
  const start = Float32Array.from({ length: 2 * count }, () => normals()[0]);
  const first = async last => {
    let points = tf.tensor2d(start, [count, 2]);
    for (let k = 0; k < last; k += 1) {
      const next = tf.tidy(() => {
        const time = tf.fill([count, 1], 1 - k / steps);
        return points.sub(apply(tf.concat([points, time], 1)).mul(1 / steps));
      });
      points.dispose();
      points = next;
    }
    const positions = await points.data();
    points.dispose();
    return positions.reduce((sum, x) => sum + x * x, 0) / positions.length;
  };
  const work = () => first(steps);
  // Every step runs the same programs, so that a few of them warm all of them up; a slow device takes minutes for all.
  const warmUp = () => first(Math.min(steps, 2));
  return { work, warmUp, parts: 1, flop: 2 * count * steps * products };
}

function workload(label) {
  const train = /^train-(\d+)x(\d+)-b(\d+)$/.exec(label);
  const sample = /^sample-(\d+)x(\d+)-n(\d+)-s(\d+)$/.exec(label);
  if (train) return training(train.slice(1).map(Number));
  if (sample) return sampling(sample.slice(1).map(Number));
  throw new Error(`no such workload: ${label}`);
}

/** Lets the page take in what waits for it, between two measurements. */
const breathe = () => new Promise(done => setTimeout(done));

/** Repeats `work` for `budget` milliseconds, at least once; the milliseconds of each time. */
async function repeat(work, budget) {
  const times = [];
  for (let spent = 0; spent < budget || times.length === 0;) {
    await breathe();
    const start = performance.now();
    const value = await work();
    times.push(performance.now() - start);
    spent += times.at(-1);
    if (!Number.isFinite(value)) throw new Error(`${value} came out`);
  }
  return times;
}

function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  return low + (at % 1) * (sorted[Math.ceil(at)] - low);
}

async function measure(label, budget) {
  const { work, warmUp, parts, flop } = workload(label);
  await repeat(warmUp, WARM_UP * budget);
  const tensors = tf.memory().numTensors;
  const times = await repeat(work, (1 - WARM_UP) * budget);
  const leaked = tf.memory().numTensors - tensors;
  if (leaked !== 0) throw new Error(`${leaked} tensors leaked`);
  const sorted = times.map(time => time / parts).sort((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  return {
    engine: `tfjs-${tf.getBackend()}`,
    workload: label,
    median_ms: median,
    low_ms: quantile(sorted, 0.1),
    high_ms: quantile(sorted, 0.9),
    repetitions: parts * times.length,
    gflops: flop / median / 1e6,
    heap_bytes: performance.memory?.usedJSHeapSize ?? 0,
  };
}

/** Which of the backend's programs runs. The threaded one takes half the logical cores, and cannot be given more. */
async function variant() {
  if (tf.getBackend() !== 'wasm') return tf.getBackend();
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const threads = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  const pool = threads ? `threaded with ${tf.wasm.getThreadsCount()} of ${navigator.hardwareConcurrency}` : 'no threads';
  return `wasm ${simd ? 'with' : 'without'} SIMD, ${pool}`;
}

async function run(query) {
  const results = [await measure(query.get('workload'), Number(query.get('budget') ?? 3000))];
  element('bench-json').textContent = JSON.stringify({
    user_agent: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    program: `TensorFlow.js ${tf.version['tfjs-core']}, ${await variant()}, main thread`,
    results,
  });
}

const fail = error => { element('error').textContent = String(error?.stack ?? error); };

try {
  const query = new URLSearchParams(location.search);
  const backend = query.get('backend') ?? 'wasm';
  tf.enableProdMode();
  tf.wasm.setWasmPaths('node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  if (!await tf.setBackend(backend)) throw new Error(`no backend ${backend}`);
  await tf.ready();
  const button = element('bench-run');
  button.addEventListener('click', () => {
    button.disabled = true;
    element('bench-json').textContent = '';
    run(query).catch(fail).finally(() => { button.disabled = false; });
  });
  button.disabled = false;
} catch (error) {
  fail(error);
}
