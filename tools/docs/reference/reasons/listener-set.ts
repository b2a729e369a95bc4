// Reasons of conditions on ListenerSet.
import { asUsual, nothingToDo, type Part } from './reason.ts'

const allowSets =
  'Set `spec.allowedListeners` of the Gateway as the message shows, or choose another Gateway.'

export const ofListenerSet: Part = {
  title: 'ListenerSet',
  stands: '`status.conditions` of a ListenerSet: the set as a whole.',
  reasons: {
    'Accepted=True Accepted': {
      means: 'The ListenerSet is valid, and its Gateway allows it.',
      traffic: asUsual,
      fix: nothingToDo,
    },
    'Accepted=True ListenersNotValid': {
      means: 'Some listeners of the set are not valid, and others are.',
      traffic: 'The valid listeners serve.',
      fix: 'See the conditions of the listeners that the message names.',
    },
    'Accepted=False ListenersNotValid': {
      means: 'No listener of the set is valid.',
      traffic: 'The set serves nothing.',
      fix: 'See the conditions of its listeners.',
    },
    'Accepted=False Invalid': {
      means: 'The set has a field that this version of Rauta does not support.',
      traffic: 'The set serves nothing.',
      fix: 'Remove the field, or use a version of Rauta that supports it.',
    },
    'Accepted=False NotAllowed': {
      means:
        '`spec.allowedListeners` of the Gateway does not allow ListenerSets of this namespace. Without that field a Gateway allows none.',
      traffic: 'The set serves nothing.',
      fix: allowSets,
    },
    'Accepted=False ParentNotAccepted': {
      means: 'The Gateway of the set is not accepted.',
      traffic: 'The set serves nothing.',
      fix: 'See the conditions of the Gateway.',
    },
    'Programmed=True Programmed': {
      means: 'All valid listeners of the set take connections.',
      traffic: asUsual,
      fix: nothingToDo,
    },
    'Programmed=False ListenersNotValid': {
      means: 'Same as `Accepted=False ListenersNotValid`; both conditions are set.',
      traffic: 'The set serves nothing.',
      fix: 'See the conditions of its listeners.',
    },
    'Programmed=False Invalid': {
      means: 'Same as `Accepted=False Invalid`; both conditions are set.',
      traffic: 'The set serves nothing.',
      fix: 'Remove the field, or use a version of Rauta that supports it.',
    },
    'Programmed=False NotAllowed': {
      means: 'Same as `Accepted=False NotAllowed`; both conditions are set.',
      traffic: 'The set serves nothing.',
      fix: allowSets,
    },
    'Programmed=False ParentNotProgrammed': {
      means: 'The Gateway of the set is not served, or has no address.',
      traffic: 'No traffic reaches the set.',
      fix: 'See `Programmed` of the Gateway.',
    },
    'Programmed=False Pending': {
      means: 'At least one valid listener of the set cannot take connections yet.',
      traffic: 'The listeners that are not named serve.',
      fix: 'If it stays, see `Programmed` of the listeners that the message names.',
    },
  },
}
