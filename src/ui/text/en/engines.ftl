# What the page says about its engines.

starting = { $name } starting
restarting = { $name } restarting
stopped = { $name } stopped
ready = { $name } · { $pace }
pace = { $ms } ms/step
story = Training runs on { $name }, in a worker of this tab.
story-adapter = Training runs on { $name } ({ $adapter }, { $pace }), in a worker of this tab.
because = { $story } { $why }.
comparison = CPU { $cpu }, WebGPU { $gpu }
failed = failed

no-webgpu = this browser has no WebGPU
no-adapter = no WebGPU adapter
software-adapter = the WebGPU adapter is software, slower than the CPU engine
no-timestamps = the WebGPU adapter cannot take timestamps

asked = The address asks for it
asked-in-vain = WebGPU was asked for, but { $why }
cpu-alone = This objective trains on the CPU alone
measured = Measured with this network and batch: { $times }
could-not-start = WebGPU could not start: { $why }
stopped-twice = WebGPU stopped twice
no-buffers = an answer came without its buffers
not-restored = The run could not be restored ({ $why }); it starts over.
no-answer = it no longer answers
stopped-often = the engine stopped { $count } times in a row: { $why }
restarted = The engine stopped and was restarted from step { $step }.
no-browser = there is no browser
worker-refused = the browser refuses to start a worker: { $why }
