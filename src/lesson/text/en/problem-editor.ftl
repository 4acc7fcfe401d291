# The words of the editor in the first lesson.

counts = How many Gaussians
count-1 = One Gaussian
count-2 = Two
count-3 = Three
picture = 60 samples of the expert, and your Gaussians
hint = Drag the centre of a Gaussian or the end of an axis. Keys: the arrows move a centre; at the end of an axis, up and down change its length, left and right turn it. With Shift they go five times as far.
share = Share of Gaussian { $number }

optima = Put your Gaussian to one of the best
take-forward = Best by forward KL
take-reverse = Best by reverse KL

losses = The losses of your model
forward = Forward KL
forward-help = KL(data ‖ model) in nats: how improbable the model makes points of the data.
reverse = Reverse KL
reverse-help = KL(model ‖ data) in nats: how improbable points of the model are for the data.
w2 = W₂
w2-help = How far points of the model must move to become data: the root mean square of the shortest ways.
js = JS
js-help = The Jensen–Shannon divergence in nats: 0 if the model is the data, 0.693 if they have nothing in common.
unknown = –
best = Your best forward KL so far: { $best } nats.
no-best = Your best forward KL will stand here.

judges = Show what the best judge says: expert (blue) or model (orange)
game = 2 JS − ln 4 =
