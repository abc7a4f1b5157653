/** Entry of the window's page. */
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './shell/App.vue';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/forms.css';
import './styles/log-rows.css';

createApp(App).use(createPinia()).mount('#app');
